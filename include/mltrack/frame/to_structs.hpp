#pragma once

#include <mltrack/config.hpp>
#include <mltrack/frame/cell_value.hpp>
#include <mltrack/frame/runs_frame.hpp>
#include <mltrack/reflect/reflect.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace mltrack {

/// Which column a member of a struct is read from.
struct member_column
{
    std::string_view member; ///< Its name in the struct.
    std::string_view column; ///< `metrics.val/loss`
};

/// The columns of the members of `T` whose names say it not: what the static member `columns` of `T` lists, else
/// nothing. A struct of somebody else's gets a specialisation:
///
///     template <>
///     inline constexpr auto mltrack::columns_of<their_struct> =
///         std::to_array<mltrack::member_column>({{"loss", "metrics.val/loss"}});
template <class T>
inline constexpr auto columns_of = [] {
    if constexpr (requires { T::columns; })
        return T::columns;
    else
        return std::array<member_column, 0>();
}();

namespace frame {

/// A member that is read from cells, with its column; a null pointer when there is none, and it may be missing.
struct bound_member
{
    std::string path; ///< `optimizer.rate` of a struct within the struct.
    const column* source;
};

/// Finds the column of a member: the one it is given, else one of the six of all runs, else the only one of
/// `metrics.PATH`, `params.PATH` and `tags.PATH`.
MLTRACK_DECL result<bound_member> bind_member(const runs_frame& frame, std::string path, std::string_view given,
                                              bool may_be_missing);

/// What is wrong with a cell that a member cannot be read from.
MLTRACK_DECL error wrong_cell(const bound_member& member, std::size_t row, std::string_view expected);

namespace detail {

/// The column that a member of `T` is given; empty when it is given none.
template <class T>
constexpr std::string_view given_column(std::string_view member)
{
    for (const member_column& each : columns_of<T>)
        if (each.member == member)
            return each.column;
    return {};
}

/// Whether each line of `columns_of<T>` names a member of `T`.
template <class T>
constexpr bool names_members()
{
    for (const member_column& each : columns_of<T>) {
        bool is_member = false;
        reflect::for_each_member<T>([&](auto member) { is_member |= member.name == each.member; });
        if (!is_member)
            return false;
    }
    return true;
}

/// Binds the members of `T` in their order, those of structs within it in their place.
template <reflect::described T>
result<void> bind_members(const runs_frame& frame, const std::string& prefix, std::vector<bound_member>& bound)
{
    static_assert(names_members<T>(), "columns_of<T> names something that is no member of the struct");
    result<void> outcome;
    reflect::for_each_member<T>([&]<class Member>(Member) {
        using type = reflect::member_type<Member, T>;
        if (outcome.has_error())
            return;
        auto path = prefix + std::string(Member::name);
        if constexpr (reflect::described<type>) {
            outcome = bind_members<type>(frame, path + '.', bound);
        } else {
            static_assert(
                requires { cell_value<type>::expected; } || !std::is_enum_v<type>, MLTRACK_ENUM_WITHOUT_NAMES);
            static_assert(
                requires { cell_value<type>::expected; },
                "a member of this type is read by a specialisation of mltrack::frame::cell_value, which is "
                "missing");
            auto found =
                bind_member(frame, std::move(path), given_column<T>(Member::name), cell_value<type>::reads_null);
            if (found)
                bound.push_back(*std::move(found));
            else
                outcome = found.error();
        }
    });
    return outcome;
}

/// Reads the members of an object; `next` goes on by one with each.
template <reflect::described T>
result<void> read_members(T& object, std::size_t row, const bound_member*& next)
{
    result<void> outcome;
    reflect::for_each_member<T>([&]<class Member>(Member) {
        using type = reflect::member_type<Member, T>;
        if (outcome.has_error())
            return;
        if constexpr (reflect::described<type>) {
            outcome = read_members(Member::of(object), row, next);
        } else {
            const auto& bound = *next++;
            auto value = cell_value<type>::read(bound.source != nullptr ? (*bound.source)[row] : cell());
            if (value)
                Member::of(object) = *std::move(value);
            else
                outcome = wrong_cell(bound, row, cell_value<type>::expected);
        }
    });
    return outcome;
}

} // namespace detail
} // namespace frame

/// The runs of a frame as structs that `MLTRACK_REFLECT` describes; a member is read from the column of its name:
///
///     struct trial
///     {
///         std::string run_id;               // one of the six columns of all runs,
///         double loss = 0;                  // metrics.loss, params.loss or tags.loss: the one that there is,
///         std::optional<int> epochs;        // which an optional need not have,
///         double rate = 0;                  // or what `columns` says.
///         static constexpr auto columns = std::to_array<mltrack::member_column>({{"rate", "params.learning-rate"}});
///     };
///
/// Members are texts, numbers, bools, times, enumerations of `MLTRACK_REFLECT_ENUM`, ids, optionals of these, structs
/// of such members, whose columns have names as `params.optimizer.rate`, and types with a `frame::cell_value`. A number
/// with a fraction that a run lacks is NaN.
///
/// Errors: `invalid_parameter_value`, with the member, the column, the row and what stands there: no column or several
/// for a member, a cell that it cannot be read from, nothing where it is no optional.
template <reflect::described T>
result<std::vector<T>> try_to(const runs_frame& frame)
{
    std::vector<T> objects(frame.size());
    if (objects.empty())
        return objects;
    std::vector<frame::bound_member> bound;
    MLTRACK_CHECK(frame::detail::bind_members<T>(frame, {}, bound));
    for (std::size_t row = 0; row != objects.size(); ++row) {
        const auto* next = bound.data();
        MLTRACK_CHECK(frame::detail::read_members(objects[row], row, next));
    }
    return objects;
}

/// As `try_to`: `mltrack::to<trial>(frame)`. Throws `mltrack::exception`.
template <reflect::described T>
std::vector<T> to(const runs_frame& frame)
{
    return try_to<T>(frame).value();
}

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/frame/impl/to_structs.ipp>
#endif
