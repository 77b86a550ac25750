"""Readers and writers. `read` takes any file or folder; each writer is a format's own.

format          read                        write
GENIUS          folder of XML               genius.write
GeniusWeb       folder of JSON              geniusweb.write
NegoLog         folder of JSON              geniusweb.write_negolog
NegMAS          folder of YAML              negmas.write
long form       .csv, .xlsx                 tables.write_csv, tables.write_xlsx
PrefLib         preflib.read (rankings)     preflib.write
"""

from entremise.analysis.formats.folders import read

__all__ = ["read"]
