#!/bin/sh
echo this is no json
