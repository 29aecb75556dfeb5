#pragma once

#include <mltrack/frame/text_table.hpp>

namespace mltrack::program {

using frame::printable;
using table = frame::text_table;

} // namespace mltrack::program
