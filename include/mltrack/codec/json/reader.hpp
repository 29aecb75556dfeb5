#pragma once

#include <mltrack/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace mltrack::codec::json {

/// What kind of value stands next.
enum class kind { object, array, string, number, boolean, null, end, malformed };

/// The kind in words, with its article: `an array`.
MLTRACK_DECL std::string_view name_of(kind value);

/// Reads a JSON text value by value, without building a tree. The caller asks for what stands next and takes it, or
/// skips it. After a fault in the text every call finds the kind `malformed`, so that loops end; `failure()` says
/// where.
///
/// Reads what RFC 8259 allows, UTF-8 with or without a byte order mark, and the words NaN, Infinity and -Infinity that
/// Python writes. Text that is not UTF-8, lone surrogates, nesting deeper than 100 and more members and elements than
/// `most_values` are faults.
class reader
{
public:
    static constexpr std::size_t unlimited = static_cast<std::size_t>(-1);

    explicit reader(std::string_view text, std::size_t most_values = unlimited);

    /// The kind of the next value; nothing is taken.
    kind next();

    /// Takes the start of an object; then `next_member` takes each key, false at the end of the object.
    void begin_object();
    bool next_member(std::string_view& key);

    /// Takes the start of an array; then `next_element` is true before each value, false at the end of the array.
    void begin_array();
    bool next_element();

    /// Takes a string. The view is valid until the next call.
    std::string_view string();

    /// Takes a number: its text, or `NaN`, `Infinity`, `-Infinity`.
    std::string_view number();

    bool boolean();
    void null();

    /// Takes any value without looking at it.
    void skip();

    /// Whether the text was faulty so far.
    bool failed() const noexcept { return failure_ != nullptr; }

    /// What is wrong with the text and at which byte; empty when nothing is.
    std::string failure() const;

    /// Checks that nothing but white space is left.
    void finish();

private:
    void fail(const char* why);
    void skip_blanks();
    bool take(char expected);
    void take_word(std::string_view word);
    std::string_view plain_or_decoded_string();
    bool decode_escape();
    bool hex4(unsigned& value);
    bool copy_character();
    std::size_t character_length();
    void enter();
    bool count_value();

    const char* begin_;
    const char* at_;
    const char* end_;
    std::size_t values_left_; ///< Members and elements that may still come.
    const char* failure_ = nullptr;
    int depth_ = 0;
    bool first_ = false;  ///< The next member or element is the first of its object or array.
    std::string scratch_; ///< Holds a string that has escapes.
};

} // namespace mltrack::codec::json

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/json/impl/reader.ipp>
#include <mltrack/codec/json/impl/reader_string.ipp>
#endif
