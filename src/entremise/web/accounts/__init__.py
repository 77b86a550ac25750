"""Accounts of an institution's staff: signing in, second factors, and which seats an account holds.

django-allauth does the signing in; what it keeps is replaced by what may be kept here (docs/decisions/0010).
Everything is imported when the first page of an account is asked for, and not before.
"""
