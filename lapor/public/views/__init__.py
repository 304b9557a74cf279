"""The pages of the citizens' face, one module for each thing that people come for."""
