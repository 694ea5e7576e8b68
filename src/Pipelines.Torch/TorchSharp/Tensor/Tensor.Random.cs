using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor bernoulli(Generator? generator = null) => aten("bernoulli", this, generator);
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => inplace("bernoulli_.float", this, p, generator);
        public Tensor bernoulli_(Tensor p, Generator? generator = null) => inplace("bernoulli_.Tensor", this, p, generator);
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            aten("multinomial", this, num_samples, replacement, generator);
        public Tensor poisson(Generator? generator = null) => aten("poisson", this, generator);
        public Tensor cauchy_(double median = 0.0, double sigma = 1.0, Generator? generator = null) =>
            inplace("cauchy_", this, median, sigma, generator);
        public Tensor exponential_(double lambda = 1.0, Generator? generator = null) => inplace("exponential_", this, lambda, generator);
        public Tensor geometric_(double p, Generator? generator = null) => inplace("geometric_", this, p, generator);
        public Tensor log_normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) =>
            inplace("log_normal_", this, mean, std, generator);
        public Tensor normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) =>
            inplace("normal_", this, mean, std, generator);
        public Tensor random_(double from, double to, Generator? generator = null) =>
            inplace("random_.from", this, (long)from, (long)to, generator);
        public Tensor uniform_(double from, double to, Generator? generator = null) => inplace("uniform_", this, from, to, generator);
    }
}
