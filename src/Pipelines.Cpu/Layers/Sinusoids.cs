namespace Pipelines.Cpu;

/// <summary>
/// Sines and cosines of positions, at wavelengths from 2π to 10000 · 2π: channel 2i has sin(position / 10000^(2i/dim)), channel 2i + 1 the
/// cosine (Vaswani et al. 2017, section 3.5).
/// </summary>
internal static unsafe class Sinusoids
{
    /// <returns>[context, dim]</returns>
    public static NativeFloats Table(int context, int dim)
    {
        var table = new NativeFloats((long)context * dim);
        for (long i = 0; i < table.Length; i++)
        {
            var (position, channel) = (i / dim, i % dim);
            var angle = position * Math.Pow(10000, -(channel - channel % 2) / (double)dim);
            table.First[i] = (float)(channel % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }
        return table;
    }
}
