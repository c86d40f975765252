"""What a record may say: frozen pydantic models whose annotations are the schema."""

from kb.model.study import Study

__all__ = ["Study"]
