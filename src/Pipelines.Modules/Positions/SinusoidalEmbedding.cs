using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Adds to each token the sines and cosines of its position, at wavelengths from 2π to 10000 · 2π: channel 2i has
/// sin(position / 10000^(2i/dim)), channel 2i + 1 the cosine (Vaswani et al. 2017, section 3.5). Nothing of it is learned.
/// </summary>
public class SinusoidalEmbedding : SequenceLayer
{
    private readonly Tensor table;

    /// <param name="context">most positions</param>
    /// <param name="dim">channels</param>
    /// <param name="device">where the table lives; the CPU when null</param>
    public SinusoidalEmbedding(int context, int dim, Device? device = null)
        : base(nameof(SinusoidalEmbedding))
    {
        var values = new float[context * dim];
        for (var i = 0; i < values.Length; i++)
        {
            var (position, channel) = (i / dim, i % dim);
            var angle = position * Math.Pow(10000, -(channel - channel % 2) / (double)dim);
            values[i] = (float)(channel % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }
        table = torch.tensor(values, [context, dim], device: device);
        register_buffer("table", table, persistent: false);
    }

    /// <inheritdoc/>
    protected override bool ReadsRows => true;

    /// <param name="x">token embeddings, [batch, time, dim]</param>
    /// <param name="pass">where each token stands</param>
    /// <returns>x plus the vectors of its positions, [batch, time, dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        using var positions = pass.Positions(x);    // [batch, time]
        using var places = positions is null
            ? table.narrow(0, pass.Past, x.shape[1])    // [time, dim]
            : Fused.embedding(positions, table);        // [batch, time, dim]
        return x + places;
    }
}
