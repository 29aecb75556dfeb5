"""What the generator fills requests with: few enough values that they meet again, odd enough that rules are touched."""


def early(random, choices):
    """One of them, the first ones more often: what is logged and what is searched for shall meet."""
    return choices[min(random.randrange(len(choices)) for _ in range(3))]


METRIC_KEYS = ["m", "loss", "M", "a b", "m/x", "a.b", "größe", "日本", "m:1", "m-1", "_", "7"]
PARAM_KEYS = ["opt", "lr", "Opt", "a b", "p/x", "a.b", "größe", "p:1", "8"]
TAG_KEYS = ["env", "a b", "t/x", "a.b", "größe", "t:1", "mlflow.user", "9"]

# Refused as keys of metrics, params and tags.
BAD_KEYS = ["", ".", "..", "..a", "/a", "a/", "a//b", "./a", "a/./b", "a/../b", "a@b", "a%b", "a,b", 'a"b', "a\\b", "a\tb",
            "a\u00a0b", "\U0001F600", "k" * 251, "a\nb", "a'b", "a#b",
            "e\u0301"]
ODD_KEYS = ["a..", ".a", "k" * 250, "a/b/c", "é", "٣", "a.b/c d", " a", "a ", "a\n"]

TEXTS = ["", " ", "0.1", "0.10", "sgd", "SGD", "Sgd", "adam", "it's", 'say "x"', "100%", "a_b", "axb", "a%b", "back\\slash",
         "grün", "GRÜN", "日本", "\U0001F600", "line\nbreak", "`tick`", "NULL", "-1", "sg_d%", "a,b", "tab\t"]
LONG_TEXTS = ["x" * 6000, "é" * 6001, "é" * 8001, "y" * 20001]

# JSON numbers and the texts that MLflow reads as doubles.
DOUBLES = [0, 1, -1, 0.5, -0.5, 0.0, -0.0, 2, 1e-300, 5e-324, 1e308, -1e308, 1.7976931348623157e308, 0.1, 1e16, 123456789.125,
           "NaN", "NaN", "NaN", "Infinity", "-Infinity", "1e400", "-inf", "0.5", True]
STEPS = [0, 0, 0, 1, 1, 2, 3, -1, -2, 2**63 - 1, -2**63, "1", 2.0]
TIMESTAMPS = [0, 1, 1, 1, 2, 2, 3, 5, 1700000000000, 2**53 + 1, 2**63 - 1, "2", 3.0]

BAD_TEXT_NUMBERS = ["abc", "", "1x", "--1"]
STATUSES = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED", 1, 3, "4"]
VIEWS = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL", 1, 2, 3]
USERS = ["", "ann", "bob", "Bob", "ünal"]
RUN_NAMES = ["one", "One", "two words", "100%", "it's", "größe", "a/b", "x", "\U0001F600", "Z"]
EXPERIMENT_NAMES = ["a", "A", "b/c", "../d", "e %", "f_g", "größe", "it's", "日本", "h\"i", "j\\k", " "]

UNKNOWN_RUNS = ["0" * 32, "nothing", "a b", "../x", "Ä"]
UNKNOWN_EXPERIMENTS = ["987654321", "abc", "1.0", "", "-1", " 0x1", "9223372036854775808", "987_654"]
BAD_TOKENS = ["x", "!!", "e30=", "W10=", "eyJvZmZzZXQiOiAwfQ==", "eyJvZmZzZXQiOiAiYSJ9", "bm90IGpzb24=",
              "eyJvZmZzZXQiOiBudWxsfQ==", "eyJvZmZzZXQiOiBbMV19"]
ODD_TOKENS = ["eyJvZmZzZXQiOiAyfQ==", "eyJvZmZzZXQiOiAyLjd9", "eyJvZmZzZXQiOiAiMiJ9", "eyJvZmZzZXQiOiA5OTk5OX0="]
