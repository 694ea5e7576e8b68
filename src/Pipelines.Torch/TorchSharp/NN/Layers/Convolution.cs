using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the convolutions share: weight [out, in / groups, kernel...], bias [out].</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    private readonly long[] edges; // for padding that is not zeros: before and after each dimension, the last one first
    private Parameter _weight;
    private Parameter? _bias;

    private protected Convolution(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type,
        long[] dilation, long groups, bool bias, PaddingModes padding_mode, Device? device = null, ScalarType? dtype = null)
        : base(name)
    {
        (this.in_channels, this.out_channels, this.groups) = (in_channels, out_channels, groups);
        (this.kernel_size, this.stride, this.dilation) = (kernel_size, stride, dilation);
        (this.padding, this.padding_type, this.padding_mode) = (padding, padding_type, padding_mode);
        if (padding_type == Padding.Same && stride.Any(s => s != 1))
            throw new ArgumentException("Padding.Same needs a stride of 1", nameof(stride));
        edges = Edges();
        _weight = empty([out_channels, in_channels / groups, .. kernel_size], dtype, device).AsParameter();
        register_parameter(nameof(weight), _weight);
        if (bias)
        {
            _bias = empty(out_channels, dtype, device).AsParameter();
            register_parameter(nameof(bias), _bias);
        }
        reset_parameters();
    }

    public Parameter weight { get => _weight; set => Replace(nameof(weight), ref _weight, value); }

    public Parameter? bias { get => _bias; set => Replace(nameof(bias), ref _bias, value); }

    public long in_channels { get; }

    public long out_channels { get; }

    public long groups { get; set; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] dilation { get; set; }

    public long[]? padding { get; }

    public Padding? padding_type { get; }

    public PaddingModes padding_mode { get; set; }

    public void reset_parameters()
    {
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is null) return;
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
        var bound = fanIn == 0 ? 0 : 1 / Math.Sqrt(fanIn);
        nn.init.uniform_(bias, -bound, bound);
    }

    /// <summary>Convolves, after filling the edges where the mode is not zeros.</summary>
    private protected Tensor Convolve(Tensor input, Func<Tensor, long[], Tensor> convolve)
    {
        var none = new long[kernel_size.Length];
        if (padding_mode == PaddingModes.Zeros && padding_type is null) return convolve(input, padding ?? none);
        using var padded = nn.functional.pad(
            input, edges, padding_mode == PaddingModes.Zeros ? PaddingModes.Constant : padding_mode);
        return convolve(padded, none);
    }

    private long[] Edges()
    {
        var both = new List<long>();
        for (var d = kernel_size.Length - 1; d >= 0; d--)
        {
            var total = padding_type == Padding.Same ? dilation[d] * (kernel_size[d] - 1) : 2 * (padding?[d] ?? 0);
            both.AddRange([total / 2, total - total / 2]);
        }
        return [.. both];
    }
}
