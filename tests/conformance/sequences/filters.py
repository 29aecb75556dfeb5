"""Random filters and orders of the search language: right ones, and ones with a fault."""

from sequences import values

NUMERIC_SIGNS = ["=", "!=", "<", "<=", ">", ">="]
NUMBERS = ["0", "1", "-1", "0.5", "-0.5", ".5", "5.", "1e3", "-1E-3", "2", "1e308", "1e400", "-1e400", "00", "0.10",
           "9223372036854775807", "123456789.125", "1.7976931348623157e308", "-0"]
PATTERNS = ["%", "_", "", "s%", "S%", "%g%", "_gd", "sg_d%", "%'%", "100%", "a_b", "a%b", "\\%", "%\\%", "gr_n", "GRÜN", "日%",
            "%\n%", "%b", "a\\_b"]


class Filters:
    """Makes filters and orders by one source of random numbers."""

    def __init__(self, random, names_are_generated):
        self._random = random
        self._names_are_generated = names_are_generated

    def _pick(self, *choices):
        return self._random.choice(choices)

    def _word(self, word):
        """A keyword in some case."""
        return self._pick(word, word, word.lower(), word.capitalize())

    def _blank(self):
        return self._pick(" ", " ", " ", "  ", "\n", "\t")

    def _text(self, text):
        """A text in quotes that it does not end. Double quotes do not need to be escaped within single ones."""
        if "'" in text:
            return f'"{text}"' if '"' not in text else "''"
        return f"'{text}'" if '"' in text else self._pick(f"'{text}'", f"'{text}'", f'"{text}"')

    def _key(self, key):
        quotes = ["`{}`", '"{}"', "'{}'"]
        plain = key.replace("_", "").replace(".", "").isalnum() and not key[0].isdigit()
        return self._random.choice(quotes + ["{}"] * (6 if plain else 0)).format(key)

    def _with_sign(self, column, sign, literal):
        """Signs need no blanks around them, words do."""
        blank = self._pick(" ", " ", "", "  ") if sign in NUMERIC_SIGNS else self._blank()
        return f"{column}{blank}{sign}{blank}{literal}"

    def _string_clause(self, column, texts, patterns=PATTERNS):
        sign = self._pick("=", "=", "!=", "LIKE", "ILIKE")
        if sign in ("=", "!="):
            return self._with_sign(column, sign, self._text(values.early(self._random, texts)))
        return self._with_sign(column, self._word(sign), self._text(values.early(self._random, patterns)))

    def _optional_clause(self, column):
        if self._random.random() < 0.25:
            blank = self._blank()
            return column + blank + self._word(self._pick("IS NULL", "IS NOT NULL"))
        return self._string_clause(column, values.TEXTS)

    def _list(self, texts):
        inside = self._pick(", ", ",", " , ").join(self._text(text) for text in texts)
        return f"({inside})"

    def _metric(self):
        column = f"{self._pick('metrics', 'metrics', 'metric', '`metrics`')}.{self._key(values.early(self._random, values.METRIC_KEYS))}"
        return self._with_sign(column, self._pick(*NUMERIC_SIGNS), values.early(self._random, NUMBERS))

    def _param(self):
        return self._optional_clause(f"{self._pick('params', 'params', 'param', 'parameter', 'parameters')}."
                                     f"{self._key(values.early(self._random, values.PARAM_KEYS))}")

    def _tag(self, words=("tags", "tags", "tag")):
        return self._optional_clause(f"{self._pick(*words)}.{self._key(values.early(self._random, values.TAG_KEYS))}")

    def _attribute_word(self):
        return self._pick("", "", "attributes.", "attribute.", "attr.", "run.")

    def _attribute(self):
        kind = self._random.random()
        word = self._attribute_word()
        if kind < 0.3:
            name = self._pick("start_time", "end_time", "created", "Created")
            return self._with_sign(word + name, self._pick(*NUMERIC_SIGNS), self._pick("0", "3", "10", "10.5", "1e1", "-1"))
        if kind < 0.5:
            return self._string_clause(word + "status", ["RUNNING", "FINISHED", "finished", "FAILED"], ["F%", "f%", "%ING"])
        if kind < 0.65:
            return self._string_clause(word + "user_id", values.USERS, ["b%", "B%", "%n%", ""])
        if kind < 0.75:
            return self._string_clause(word + "artifact_uri", ["mlflow-artifacts:/x"], ["mlflow-artifacts:%", "%/artifacts", "X"])
        if kind < 0.9 and not self._names_are_generated:
            name = self._pick("run_name", "`run name`", "`Run name`", '"Run Name"')
            return self._string_clause(word + name, values.RUN_NAMES, ["%o%", "One", "100%", "_", "%/%"])
        runs = [f"«run {self._random.randint(1, 12)}»" for _ in range(self._random.randint(1, 3))]
        sign = self._pick("IN", "NOT IN", "=", "!=")
        if sign in ("=", "!="):
            return self._with_sign(word + "run_id", sign, f"'{runs[0]}'")
        return f"{word}run_id {self._word(sign)} {self._list(runs)}"

    def _dataset(self):
        name = self._pick("name", "digest", "context")
        texts = {"name": ["ds1", "ds2", "größe", ""], "digest": ["d1", "d2", ""], "context": ["train", "test", ""]}[name]
        column = f"{self._pick('dataset', 'datasets')}.{name}"
        if self._random.random() < 0.3:
            return f"{column} {self._word(self._pick('IN', 'NOT IN'))} {self._list(texts[:self._random.randint(1, 3)])}"
        return self._string_clause(column, texts, ["d%", "D%", "%1", "t%", "_____"])

    def run_filter(self):
        makers = [self._metric] * 4 + [self._param] * 3 + [self._tag] * 2 + [self._attribute] * 4 + [self._dataset]
        clauses = [self._random.choice(makers)() for _ in range(self._pick(1, 1, 1, 2, 2, 3))]
        joint = f" {self._word('AND')} "
        text = joint.join(clauses)
        return self._pick("{}", "{}", "{}", " {}", "{} ", "\n{}").format(text)

    def bad_run_filter(self):
        """A filter that is refused, or that only looks as if it were."""
        good = self._metric()
        fault = self._pick("semicolon", "sign", "entity", "attribute", "quoted number", "bare string",
                           "unclosed", "list", "null", "blank", "reversed", "half", "comma", "comment")
        return {
            "semicolon": f"{good};",
            "sign": f"metrics.m {self._pick('==', '<>', '=!', '~', 'IS', 'BETWEEN', '=>', '><', '<=>')} 1",
            "entity": f"{self._pick('Metrics', 'metrix', 'METRICS', 'Params', 'Tags', 'model', 'Attributes')}.m = 1",
            "attribute": f"{self._pick('experiment_id', 'lifecycle_stage', 'run_uuid', 'duration', 'm', 'Status')} = '1'",
            "quoted number": f"{self._pick('metrics.m', 'start_time', 'end_time')} > '1'",
            "bare string": f"params.opt = {self._pick('sgd', 'nan', '`sgd`', '')}",
            "unclosed": f"params.opt = {self._pick(chr(39), chr(34))}sgd",
            "list": f"run_id IN {self._pick('()', '(1)', chr(39) + 'x' + chr(39), '(,)', '(' + chr(39) + 'a' + chr(39))}",
            "null": self._pick("params.opt IS  NULL", "params.opt IS", "tags.env NOT NULL", "params.opt = NULL"),
            "blank": self._pick(" ", "\n", "metrics .m = 1", "metrics . m = 1", "'status' = 'x'", "'params'.a = 'x'", '"params".a = "x"', "metrics.m = - 1"),
            "reversed": f"1 < metrics.m", "half": self._pick("metrics.m", "metrics.m >", "metrics", "params.opt LIKE", "= 1"),
            "comma": f"{good}, {self._param()}",
            "comment": self._pick(f"{good} -- x", f"/* x */ {good}", f"{good} # x"),
        }[fault]

    def run_order(self):
        columns = []
        for _ in range(self._pick(0, 1, 1, 1, 2, 2, 3)):
            kind = self._random.random()
            if kind < 0.5:
                column = f"{self._pick('metrics', 'metric')}.{self._key(values.early(self._random, values.METRIC_KEYS))}"
            elif kind < 0.65:
                column = f"{self._pick('params', 'param')}.{self._key(values.early(self._random, values.PARAM_KEYS))}"
            elif kind < 0.75:
                column = f"{self._pick('tags', 'tag')}.{self._key(values.early(self._random, values.TAG_KEYS))}"
            else:
                names = ["start_time", "end_time", "status", "user_id", "created"]
                names += [] if self._names_are_generated else ["run_name", "`Run Name`"]
                column = self._attribute_word() + self._random.choice(names)
            columns.append(column + self._pick("", "", " ASC", " DESC", " DESC", " desc", " asc", "  DESC"))
        return columns

    def bad_run_order(self):
        return [self._pick("metrics.m UP", "metrics.m ASC DESC", " metrics.m", "metrics.m ", "", "m", "Metrics.m", "dataset.name",
                           "metrics.m, params.opt", "start_time DESC, end_time", "metrics.a b", "duration", "experiment_id",
                           "metrics.m ASC;", "1", "`metrics.m`", "'status'", "'metrics'.m", '"metrics".m', ".m", "(metrics.m)", "Run name", "lifecycle_stage")]

    def experiment_filter(self):
        """A filter that finds experiments of the session only."""
        clauses = ["name LIKE '«session»%'"]
        for _ in range(self._pick(0, 1, 1, 2)):
            kind = self._random.random()
            if kind < 0.35:
                clauses.append(self._experiment_tag())
            elif kind < 0.6:
                word = self._pick("", "attribute.")
                names = [f"«session» {name}" for name in values.EXPERIMENT_NAMES]
                clauses.append(self._upper_string_clause(word + "name", names, ["«SESSION»%", "%a", "%A", "%/%", "«session»__", "%e"]))
            elif kind < 0.8:
                sign = self._pick("=", "!=", "IN", "NOT IN")
                ids = [f"«experiment {self._random.randint(1, 4)}»" for _ in range(self._random.randint(1, 3))]
                right = f"'{ids[0]}'" if sign in ("=", "!=") else "(" + ", ".join(f"'{each}'" for each in ids) + ")"
                clauses.append(f"{self._pick('', 'attribute.')}experiment_id {sign} {right}")
            else:
                name = self._pick("creation_time", "last_update_time")
                clauses.append(f"{name} {self._pick(*NUMERIC_SIGNS)} {self._pick('0', '-1', '5000000000000')}")
        return f" {self._pick('AND', 'and', 'And')} ".join(clauses)

    def _upper_string_clause(self, column, texts, patterns):
        sign = self._pick("=", "!=", "LIKE", "ILIKE")
        return f"{column} {sign} {self._text(values.early(self._random, patterns if sign.endswith('LIKE') else texts))}"

    def _experiment_tag(self):
        column = f"{self._pick('tags', 'tag')}.{self._key(values.early(self._random, values.TAG_KEYS))}"
        if self._random.random() < 0.3:
            return f"{column} {self._pick('IS NULL', 'IS NOT NULL', 'is null', 'is not null')}"
        return self._upper_string_clause(column, values.TEXTS, PATTERNS)

    def bad_experiment_filter(self):
        return self._pick("experiment_id = 41", "creation_time > 1.5", "creation_time > '1'", "name > 'a'", "tags.env > 'a'",
                          "metrics.m > 1", "nam = 'a'", "name = a", "tag = 'x'",
                          "artifact_location = 'x'", "lifecycle_stage = 'active'", "experiment_id IN (1)",
                          "experiment_id IN ()", "experiment_id = 'x'", "'name' = 'a'", '"tag".a = "x"', "creation_time LIKE '1'", " ", "name LIKE 'a", "name")

    def experiment_order(self):
        return [self._pick("", "attribute.") + self._pick("name", '"name"', "`name`", "experiment_id", "creation_time", "last_update_time")
                + self._pick("", " ASC", " DESC", " desc") for _ in range(self._pick(0, 1, 1, 2))]

    def bad_experiment_order(self):
        return [self._pick("tags.env", "nam", "name UP", " name", "name ", "", "name, experiment_id", "metrics.m", "1")]
