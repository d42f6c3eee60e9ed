"""The trainer of translation models: batches, losses, optimisers, exact resumption, and validation.

Nothing heavy is loaded with it: torch comes when something is trained.
"""

from amts.training.trainer.loop import train
from amts.training.trainer.settings import SIZES, Fresh, Size, Start, TrainerSettings, TrainingReport, Weights

__all__ = ["SIZES", "Fresh", "Size", "Start", "TrainerSettings", "TrainingReport", "Weights", "train"]
