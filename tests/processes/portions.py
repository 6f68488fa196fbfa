"""A job that commits portion by portion, stopped between any two of them."""


def paused(process, job, commits):
    """Begin a job and let it commit a number of times; then it waits with something uncommitted.

    :param str job: a function that pauses at "portion" before each commit
    """
    process.begin(job, pause=True)
    for _commit in range(commits):
        assert process.answer() == "portion"
        process.go()
    assert process.answer() == "portion"


def go_on(process):
    """Let a paused job do everything else."""
    while True:
        process.go()
        if process.answer() != "portion":
            return
