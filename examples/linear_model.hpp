#pragma once

#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

/// A linear regression with ridge penalty, fitted by gradient descent: what the larger examples train.
namespace examples {

using features = std::vector<double>;

/// What a model learns from, or is measured by.
struct data_set
{
    std::vector<features> rows;  ///< All of the same length.
    std::vector<double> targets; ///< One a row.
};

class linear_model
{
public:
    explicit linear_model(std::size_t count) : weights_(count) {}

    double predict(const features& row) const
    {
        return std::inner_product(weights_.begin(), weights_.end(), row.begin(), bias_);
    }

    /// One step of gradient descent over all rows. `penalty` draws the weights towards zero.
    void descend(const data_set& data, double rate, double penalty)
    {
        std::vector<double> gradient(weights_.size());
        double bias_gradient = 0;
        for (std::size_t row = 0; row != data.rows.size(); ++row) {
            const double miss = predict(data.rows[row]) - data.targets[row];
            for (std::size_t feature = 0; feature != weights_.size(); ++feature)
                gradient[feature] += miss * data.rows[row][feature];
            bias_gradient += miss;
        }
        const auto count = static_cast<double>(data.rows.size());
        for (std::size_t feature = 0; feature != weights_.size(); ++feature)
            weights_[feature] -= rate * (gradient[feature] / count + penalty * weights_[feature]);
        bias_ -= rate * bias_gradient / count;
    }

    /// The root of the mean squared error.
    double rmse(const data_set& data) const
    {
        double sum = 0;
        for (std::size_t row = 0; row != data.rows.size(); ++row)
            sum += std::pow(predict(data.rows[row]) - data.targets[row], 2);
        return std::sqrt(sum / static_cast<double>(data.rows.size()));
    }

    const std::vector<double>& weights() const noexcept { return weights_; }
    double bias() const noexcept { return bias_; }

private:
    std::vector<double> weights_;
    double bias_ = 0;
};

} // namespace examples
