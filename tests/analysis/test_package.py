"""The package as a stranger uses it."""

import doctest
import subprocess
import sys

import pytest

from entremise import analysis


def test_its_example_runs() -> None:
    assert doctest.testmod(analysis) == doctest.TestResults(failed=0, attempted=4)


def test_importing_it_loads_no_solver_and_no_framework() -> None:
    code = "import sys, entremise.analysis; print([n for n in sys.argv[1:] if n in sys.modules])"
    optional = ["django", "ortools", "scipy", "moocore", "ray", "openpyxl", "PIL", "pandas"]

    ran = subprocess.run([sys.executable, "-c", code, *optional], capture_output=True, text=True, check=True)

    assert ran.stdout == "[]\n"


def test_all_that_is_named_is_there() -> None:
    """What needs SciPy too, once it is asked for."""
    pytest.importorskip("scipy")

    assert [name for name in analysis.__all__ if not hasattr(analysis, name)] == []
    assert not hasattr(analysis, "nothing_of_the_kind")
