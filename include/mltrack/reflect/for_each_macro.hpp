#pragma once

/// @file
/// `MLTRACK_FOR_EACH(macro, context, a, b, …)` expands to `macro(context, a) macro(context, b) …`, up to 255 items.

#define MLTRACK_PARENS ()

#define MLTRACK_EXPAND(...) MLTRACK_EXPAND_3(MLTRACK_EXPAND_3(MLTRACK_EXPAND_3(__VA_ARGS__)))
#define MLTRACK_EXPAND_3(...) MLTRACK_EXPAND_2(MLTRACK_EXPAND_2(MLTRACK_EXPAND_2(__VA_ARGS__)))
#define MLTRACK_EXPAND_2(...) MLTRACK_EXPAND_1(MLTRACK_EXPAND_1(MLTRACK_EXPAND_1(__VA_ARGS__)))
#define MLTRACK_EXPAND_1(...) MLTRACK_EXPAND_0(MLTRACK_EXPAND_0(MLTRACK_EXPAND_0(__VA_ARGS__)))
#define MLTRACK_EXPAND_0(...) __VA_ARGS__

#define MLTRACK_FOR_EACH(macro, context, ...)                                                                          \
    __VA_OPT__(MLTRACK_EXPAND(MLTRACK_FOR_EACH_STEP(macro, context, __VA_ARGS__)))
#define MLTRACK_FOR_EACH_STEP(macro, context, item, ...)                                                               \
    macro(context, item) __VA_OPT__(MLTRACK_FOR_EACH_AGAIN MLTRACK_PARENS(macro, context, __VA_ARGS__))
#define MLTRACK_FOR_EACH_AGAIN() MLTRACK_FOR_EACH_STEP
