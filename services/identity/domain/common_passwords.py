"""Passwords of eight characters or more that guessing lists try first, in lower case; shorter ones fail by length."""

import unicodedata

from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]  # ships no types

CHARACTERS_MIN = 8

# what the shipped list, gathered elsewhere, does not know: passwords of a college, and of a college in Nepal

_OURS = frozenset(
    """
    123456789 1234567890 0123456789 123123123 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 12341234 11223344 87654321
    147258369 789456123 987654321 123qweasd 123456789a a123456789 a1b2c3d4 abcd1234 abc12345 abcdef123 aa123456
    aa12345678 asdf1234 asdfasdf asdfghjk asdfghjkl qwer1234 qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234
    qwerty12345 qweasdzxc zaq12wsx zxcvbnm1 zxcvbnm123 zxcvbnm, password password! password1 password1! password12
    password123 password1234 passw0rd p@ssw0rd p@ssword p@55w0rd pass1234 pass@123 pass@1234 test1234 testtest
    admin123 admin1234 admin@123 adminadmin administrator changeme changeme1 changeme123 default1 letmein1 letmein!
    letmein123 welcome1 welcome12 welcome123 welcome@123 iloveyou iloveyou1 ilovegod lovelove sunshine sunshine1
    princess princess1 football football1 baseball baseball1 basketball superman superman1 batman123 spiderman
    pokemon1 starwars starwars1 trustno1 whatever whatever1 computer computer1 internet internet1 samsung1 google123
    facebook facebook1 michelle jennifer jonathan danielle jessica1 charlie1 michael1 shadow123 monkey123 dragon123
    master123 killer123 hello123 hello1234 hellohello secret123 mustang1 liverpool liverpool1 chelsea1 arsenal1
    barcelona manchester blink182 victoria chocolate butterfly elephant midnight november december september
    student1 student123 students teacher1 teacher123 college1 college123 school123 university campus123 presence
    presence1 presence123 attendance classroom nepal123 nepal1234 kathmandu kathmandu1 india123 namaste1 namaste123
    """.split()  # noqa: SIM905 - a list of this length reads better as a paragraph
)

# zxcvbn's 30,000 passwords that leaked most often (MIT); compared as passwords are: NFKC, without regard to case
_LEAKED = frozenset(
    unicodedata.normalize("NFKC", password).casefold()
    for password in FREQUENCY_LISTS["passwords"]
    if len(password) >= CHARACTERS_MIN
)

COMMON_PASSWORDS = _OURS | _LEAKED
