using Pipelines.Quantization;

namespace Pipelines.Cpu;

/// <summary>What a step's layers share: its tokens, the threads, and memory.</summary>
internal sealed class CpuPass : IDisposable
{
    /// <summary>Numbers that are worth the while of another thread: some microseconds.</summary>
    private const long Worth = 1 << 14;

    private const int SharesOfThread = 8;

    private readonly Crew crew;
    private readonly Crew? own;
    private readonly Products products;

    /// <param name="threads">
    /// that compute, the caller's with them; 0 for one on each core, which all who ask for that share: threads of one decoder do not look
    /// for work where those of another have some
    /// </param>
    public CpuPass(int threads)
    {
        if (threads > 0) own = new Crew(threads - 1);
        crew = own ?? Crew.Shared;
        products = new Products(crew);
    }

    /// <summary>The step's tokens.</summary>
    public Batch Batch { get; } = new();

    /// <summary>Memory of what is computed on the way.</summary>
    public Workspace Work { get; } = new();

    /// <summary>Does each part, on several threads where that is worth it.</summary>
    /// <param name="parts">how many there are</param>
    /// <param name="cost">of one of them: numbers that it goes through</param>
    /// <param name="share">does one</param>
    public void Each<T>(int parts, long cost, in T share)
        where T : struct, IShare
    {
        if (parts > 1 && parts * cost >= Worth) OnThreads(parts, share);
        else for (var part = 0; part < parts; part++) share.Do(part);
    }

    /// <summary>Computes products, all at once.</summary>
    public void Multiply(params ReadOnlySpan<MatrixProduct> all)
    {
        products.Do(all);
        foreach (var (matrix, _, y) in all)
            if (matrix.Bias is { } bias) Each(y.Count, y.Width, new AddBias(bias, y));
    }

    public void Dispose()
    {
        products.Dispose();
        Work.Dispose();
        own?.Dispose();
    }

    private void OnThreads<T>(int parts, T share)
        where T : struct, IShare
    {
        var shares = Math.Min(parts, SharesOfThread * crew.Size);
        crew.Do(shares, taken =>
        {
            var end = (int)((long)parts * (taken + 1) / shares);
            for (var part = (int)((long)parts * taken / shares); part < end; part++) share.Do(part);
        });
    }

    private readonly unsafe struct AddBias(NativeFloats bias, Rows y) : IShare
    {
        public void Do(int row) => LaneFunction<LaneFunctions.Sum>.Apply(y[row], bias.First, y[row], y.Width);
    }
}
