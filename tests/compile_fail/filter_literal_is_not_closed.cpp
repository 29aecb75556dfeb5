// error: the_filter_is_wrong_at_character<1,
// error: this parenthesis is not closed
#include <mltrack/query/typed/literal.hpp>

#ifdef MENDED
inline constexpr auto good = mltrack::literals::operator""_filter < "(status = 'FINISHED') OR children > 2">();
#else
inline constexpr auto good = mltrack::literals::operator""_filter < "(status = 'FINISHED' OR children > 2">();
#endif
