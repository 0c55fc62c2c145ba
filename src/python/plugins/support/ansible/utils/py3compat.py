from os import environ
