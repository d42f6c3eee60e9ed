"""The API of Amazon Translate, version 2017-07-01."""
