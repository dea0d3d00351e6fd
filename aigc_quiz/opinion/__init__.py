"""A second opinion on a free answer: a language model says, when asked to, which key points it makes."""
