"""Modules that are not available."""

import ast
import importlib.util
import re
import sys

from .likeness import most_alike
from .look_alikes import misleading_letter, plain_look
from .other_files import misspelt_module
from .trouble import Trouble

_NAME_OF = ImportError.__dict__["name"]

# Well known, whether available here or not: a student who writes one of these means it.
_WELL_KNOWN = frozenset(
    "numpy scipy pandas matplotlib pylab seaborn plotly bokeh altair sklearn skimage "
    "statsmodels sympy networkx numba tensorflow keras torch torchvision transformers nltk "
    "spacy gensim cv2 PIL pillow imageio pygame pgzero arcade pyglet kivy turtle turtledemo "
    "tkinter _tkinter Tkinter customtkinter easygui guizero wx PyQt5 PyQt6 PySide2 PySide6 gi "
    "curses requests urllib3 httpx aiohttp bs4 lxml html5lib selenium scrapy mechanize flask "
    "django fastapi starlette uvicorn gunicorn tornado bottle jinja2 werkzeug sqlalchemy "
    "psycopg2 psycopg pymysql MySQLdb pymongo redis peewee openpyxl xlrd xlwt docx pptx "
    "PyPDF2 pypdf reportlab fitz yaml toml tomlkit dotenv attr attrs pydantic click typer "
    "rich colorama termcolor tqdm tabulate prettytable texttable pyfiglet emoji pytz dateutil "
    "arrow pendulum pytest hypothesis nose mock IPython ipywidgets jupyter notebook cython "
    "Cython cffi gmpy2 mpmath serial RPi gpiozero microbit machine pynput keyboard pyautogui "
    "pyperclip playsound pyttsx3 speech_recognition gtts pyaudio pydub discord telegram "
    "tweepy openai anthropic langchain streamlit gradio dash folium geopandas shapely geopy "
    "faker simpy pulp ortools z3 cryptography Crypto nacl bcrypt paramiko psutil win32api "
    "winsound msvcrt cs50 ntnu graphics ezgraphics cmu_graphics stdio introcs readchar".split()
)

_KNOWN = _WELL_KNOWN | sys.stdlib_module_names


def explain_missing_module(trouble: Trouble) -> str | None:
    """For ModuleNotFoundError: about the module that the student imports, not one that it needs."""
    wanted = _missing(trouble)
    if wanted is None or trouble.place is None:
        return None
    written = _written(trouble, wanted)
    name = written.partition(".")[0]
    if written != wanted and not wanted.startswith(f"{name}."):
        return _not_here(name)
    if "." in wanted and name in sys.modules:
        return _no_part(wanted)
    letter = misleading_letter(name, plain_look(name))
    if letter:
        return f"`{name}` contains {letter}. Type `{plain_look(name)}` again."
    misspelt = misspelt_module(name, trouble)
    if misspelt:
        return misspelt
    if name in _WELL_KNOWN or name in sys.stdlib_module_names:
        return _not_here(name)
    meant = most_alike(name, sorted(each for each in _KNOWN if not each.startswith("_")))
    if meant is None or not _is_here(meant):
        return _not_here(name)
    statement = trouble.place.statement
    new = f"from {meant} import …" if isinstance(statement, ast.ImportFrom) else f"import {meant}"
    return f"There is no module `{name}`. Did you mean `{meant}`? Write `{new}`."


def _missing(trouble: Trouble) -> str | None:
    name = _NAME_OF.__get__(trouble.error)
    if type(name) is str and name:
        return name
    found = re.match(r"No module named '([\w.]+)'", trouble.text)
    return found[1] if found else None


def _written(trouble: Trouble, wanted: str) -> str:
    """The module that the student's line imports."""
    statement = trouble.place.statement if trouble.place else None
    if isinstance(statement, ast.ImportFrom):
        return statement.module or wanted
    if isinstance(statement, ast.Import):
        names = [each.name for each in statement.names]
        root = wanted.partition(".")[0]
        fitting = [each for each in names if each.partition(".")[0] == root]
        # The modules before the missing one have been imported.
        missing = [each for each in names if each.partition(".")[0] not in sys.modules]
        return next(iter([*fitting, *missing, *names]), wanted)
    return wanted


def _is_here(name: str) -> bool:
    try:
        return name in sys.modules or importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def _not_here(name: str) -> str:
    return f"The module `{name}` is not available here. Solve the task without it."


def _no_part(wanted: str) -> str:
    owner, _, part = wanted.rpartition(".")
    if hasattr(sys.modules.get(owner), part):
        return f"`{part}` is not a module, but part of one. Write `from {owner} import {part}`."
    return f"The module `{owner}` has no part `{part}`. Look up its name."
