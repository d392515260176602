"""Makes words.txt from the dictionary of jieba.

Run as: python3 trim.py DICT_TXT >words.txt, with the dict.txt that lies in the sources of the crate jieba-rs.

Left out are names of persons (they would join the last character of one word to the first of the next), words with other
than Han characters, words of more than seven characters, words met less than three times, and the parts of speech. Every
single character stays: without its frequency jieba would take it for the rarest word there is.
"""

import re
import sys

PERSONS = {"nr", "nrt", "nrfg"}
LEAST = 3
HAN = re.compile(r"[\u4e00-\u9fff]{1,7}")

with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        word, count, kind = line.split()
        if not HAN.fullmatch(word):
            continue
        if len(word) == 1 or (kind not in PERSONS and int(count) >= LEAST):
            print(word, count)
