#pragma once

/// @file
/// What searches find as ranges, columns and structs, over any tracking API: docs/queries.md.

#include <mltrack/frame/arrow.hpp>
#include <mltrack/frame/csv.hpp>
#include <mltrack/frame/json_lines.hpp>
#include <mltrack/frame/metric_history.hpp>
#include <mltrack/frame/print.hpp>
#include <mltrack/frame/runs_frame.hpp>
#include <mltrack/frame/search_runs.hpp>
#include <mltrack/frame/to_structs.hpp>
