#pragma once

#include <mltrack/frame/arrow.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace mltrack::frame {
namespace detail {

/// What an `ArrowSchema` or `ArrowArray` of ours refers to, its children included. Its destructor releases those that
/// nobody has moved out.
template <class Node>
struct arrow_content
{
    std::string name{};                        ///< Of a schema.
    std::shared_ptr<const runs_frame> frame{}; ///< Of an array.
    std::array<const void*, 3> buffers{};      ///< Of an array.
    std::vector<Node> children{};
    std::vector<Node*> addresses{};

    explicit arrow_content(std::size_t child_count = 0) : children(child_count)
    {
        for (auto& child : children)
            addresses.push_back(&child);
    }
    ~arrow_content()
    {
        for (auto& child : children)
            if (child.release != nullptr)
                child.release(&child);
    }
    arrow_content(const arrow_content&) = delete;
    arrow_content& operator=(const arrow_content&) = delete;

    /// Hands the content over to its node.
    static void give(std::unique_ptr<arrow_content> content, Node& node)
    {
        node.n_children = static_cast<std::int64_t>(content->children.size());
        node.children = content->addresses.data();
        node.release = [](Node* released) {
            delete static_cast<arrow_content*>(released->private_data);
            released->release = nullptr;
        };
        node.private_data = content.release();
    }
};

using schema_content = arrow_content<ArrowSchema>;
using array_content = arrow_content<ArrowArray>;

inline const char* arrow_format(column_type type)
{
    return type == column_type::text ? "U" : type == column_type::time ? "tsm:UTC" : "g";
}

inline ArrowSchema schema_of(const char* format, std::int64_t flags, std::unique_ptr<schema_content> content)
{
    ArrowSchema schema{};
    schema.format = format;
    schema.name = content->name.c_str();
    schema.flags = flags;
    schema_content::give(std::move(content), schema);
    return schema;
}

inline ArrowSchema schema_of(const column& column)
{
    auto content = std::make_unique<schema_content>();
    content->name = column.name();
    return schema_of(arrow_format(column.type()), ARROW_FLAG_NULLABLE, std::move(content));
}

inline ArrowArray array_of(std::size_t length, std::size_t null_count, std::int64_t buffer_count,
                           std::unique_ptr<array_content> content)
{
    ArrowArray array{};
    array.length = static_cast<std::int64_t>(length);
    array.null_count = static_cast<std::int64_t>(null_count);
    array.n_buffers = buffer_count;
    array.buffers = content->buffers.data();
    array_content::give(std::move(content), array);
    return array;
}

inline ArrowArray array_of(const column& column, const std::shared_ptr<const runs_frame>& frame)
{
    auto content = std::make_unique<array_content>();
    content->frame = frame;
    content->buffers[0] = column.null_count() == 0 ? nullptr : column.valid().data();
    switch (column.type()) {
    case column_type::number:
        content->buffers[1] = column.numbers().data();
        break;
    case column_type::time:
        content->buffers[1] = column.times().data();
        break;
    case column_type::text:
        content->buffers[1] = column.ends().data();
        break;
    }
    content->buffers[2] = column.bytes().data();
    return array_of(column.size(), column.null_count(), column.type() == column_type::text ? 3 : 2, std::move(content));
}

} // namespace detail

MLTRACK_DECL void export_arrow(std::shared_ptr<const runs_frame> frame, ArrowSchema& schema, ArrowArray& array)
{
    const auto columns = frame->columns();
    auto types = std::make_unique<detail::schema_content>(columns.size());
    auto values = std::make_unique<detail::array_content>(columns.size());
    for (std::size_t index = 0; index != columns.size(); ++index) {
        types->children[index] = detail::schema_of(*columns[index]);
        values->children[index] = detail::array_of(*columns[index], frame);
    }
    schema = detail::schema_of("+s", 0, std::move(types));
    array = detail::array_of(frame->size(), 0, 1, std::move(values));
}

} // namespace mltrack::frame
