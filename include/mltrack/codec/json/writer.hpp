#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/config.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace mltrack::codec::json {

/// Appends a string in quotes, with the escapes that JSON asks for; UTF-8 stays as it is, and each byte
/// that is none becomes U+FFFD.
MLTRACK_DECL void append_string(std::string& out, std::string_view text);

/// Appends a double as MLflow writes it: NaN and the infinities as strings.
MLTRACK_DECL void append_number(std::string& out, double value);

/// Writes compact JSON into a buffer, value by value; commas come by themselves.
class writer
{
public:
    explicit writer(std::string& out) : out_(out) {}

    /// An object whose members `write` writes.
    template <class Write>
    void object(Write&& write)
    {
        open('{');
        write();
        close('}');
    }

    /// An array whose elements `write` writes.
    template <class Write>
    void array(Write&& write)
    {
        open('[');
        write();
        close(']');
    }

    void key(std::string_view name)
    {
        separate();
        append_string(out_, name);
        out_ += ':';
        fresh_ = true;
    }

    void string(std::string_view text)
    {
        separate();
        append_string(out_, text);
    }

    void integer(std::int64_t value)
    {
        separate();
        append_integer(out_, value);
    }

    void number(double value)
    {
        separate();
        append_number(out_, value);
    }

    void boolean(bool value)
    {
        separate();
        out_ += value ? "true" : "false";
    }

    void null()
    {
        separate();
        out_ += "null";
    }

    /// A member with a string, which descriptions are full of.
    void member(std::string_view name, std::string_view text)
    {
        key(name);
        string(text);
    }

private:
    void separate()
    {
        if (!fresh_)
            out_ += ',';
        fresh_ = false;
    }

    void open(char bracket)
    {
        separate();
        out_ += bracket;
        fresh_ = true;
    }

    void close(char bracket)
    {
        out_ += bracket;
        fresh_ = false;
    }

    std::string& out_;
    bool fresh_ = true; ///< Nothing stands before the next value that a comma would part it from.
};

} // namespace mltrack::codec::json

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/json/impl/writer.ipp>
#endif
