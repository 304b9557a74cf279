"""The routes, one file per thing that is done: filing, reading, moving, looking up."""
