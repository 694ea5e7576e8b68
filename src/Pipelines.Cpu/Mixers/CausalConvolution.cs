using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>silu of a convolution over time, of each channel by itself and of no later token.</summary>
internal sealed unsafe class CausalConvolution
{
    private readonly NativeFloats taps;    // [width, channels]
    private readonly NativeFloats? bias;
    private readonly int width;

    /// <param name="weight">[channels, width]; the last tap is the token's own</param>
    /// <param name="bias">[channels], or null</param>
    /// <param name="channels">how many channels</param>
    public CausalConvolution(NativeFloats weight, NativeFloats? bias, int channels)
    {
        (this.bias, Channels, width) = (bias, channels, (int)(weight.Length / channels));
        taps = new NativeFloats(weight.Length);
        for (var channel = 0; channel < channels; channel++)
            for (var tap = 0; tap < width; tap++) taps.First[(long)tap * channels + channel] = weight.First[channel * width + tap];
    }

    /// <summary>How many channels.</summary>
    public int Channels { get; }

    /// <summary>Numbers that are kept of a sequence: the last inputs, [width − 1, channels].</summary>
    public int Kept => (width - 1) * Channels;

    /// <summary>y = silu(convolution of x), each sequence after what its slot begins with, which is moved past x.</summary>
    /// <param name="pass">the step</param>
    /// <param name="x">[tokens, channels]</param>
    /// <param name="y">[tokens, channels], elsewhere</param>
    /// <param name="slots">begin with <see cref="Kept"/> numbers</param>
    public void Apply(CpuPass pass, Rows x, Rows y, Slots slots)
    {
        var groups = (Channels + Lanes.Count - 1) / Lanes.Count;
        var each = (long)pass.Batch.Rows * (width + 8) * Lanes.Count / pass.Batch.Pieces.Length;
        pass.Each(pass.Batch.Pieces.Length * groups, each, new Groups(this, pass.Batch, x, y, slots, groups));
    }

    /// <summary>Sixteen channels of a sequence, or as many as are left.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Convolve(in Piece piece, int channel, Rows x, Rows y, float* kept)
    {
        var count = Math.Min(Lanes.Count, Channels - channel);
        var inputs = stackalloc Vector512<float>[width];    // the last of them is the token's own
        for (var i = 0; i < width - 1; i++) inputs[i + 1] = Lanes.Load(kept + (long)i * Channels + channel, count);
        var added = bias is null ? Vector512<float>.Zero : Lanes.Load(bias.First + channel, count);
        for (var row = piece.First; row < piece.First + piece.Count; row++)
        {
            for (var i = 1; i < width; i++) inputs[i - 1] = inputs[i];
            inputs[width - 1] = Lanes.Load(x[row] + channel, count);
            var sum = added;
            for (var i = 0; i < width; i++)
                sum = Vector512.FusedMultiplyAdd(Lanes.Load(taps.First + (long)i * Channels + channel, count), inputs[i], sum);
            Lanes.Store(sum * Exponential.Sigmoid(sum), y[row] + channel, count);
        }
        for (var i = 0; i < width - 1; i++) Lanes.Store(inputs[i + 1], kept + (long)i * Channels + channel, count);
    }

    private readonly struct Groups(CausalConvolution convolution, Batch batch, Rows x, Rows y, Slots slots, int groups) : IShare
    {
        public void Do(int part)
        {
            ref readonly var piece = ref batch.Pieces[part / groups];
            convolution.Convolve(piece, part % groups * Lanes.Count, x, y, slots[piece.Slot]);
        }
    }
}
