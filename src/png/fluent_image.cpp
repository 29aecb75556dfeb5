#include <mltrack/fluent/image/impl/log_image.ipp>
#include <mltrack/fluent/image/impl/pixels.ipp>
