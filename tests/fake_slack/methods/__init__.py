"""The methods of the Web API, by family."""
