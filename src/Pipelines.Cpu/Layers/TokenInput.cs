namespace Pipelines.Cpu;

/// <summary>
/// From tokens to the residual stream: a vector of each token, one of its position, and a norm, as far as the model has them.
/// </summary>
/// <param name="tokens">[vocab, dim]</param>
/// <param name="scale">factor of the tokens' vectors</param>
/// <param name="positions">[context, dim], or null</param>
/// <param name="norm">of the sums, or null</param>
internal sealed unsafe class TokenInput(Matrix tokens, float scale, NativeFloats? positions, Norm? norm)
{
    /// <param name="pass">the step</param>
    /// <param name="x">[tokens, dim], which is written</param>
    public void Read(CpuPass pass, Rows x) => pass.Each(x.Count, 4 * x.Width, new Vectors(this, pass.Batch, x));

    private void Read(int token, int position, float* x)
    {
        var dim = tokens.Columns;
        tokens.Read(token, new Span<float>(x, dim));
        if (scale != 1)
            for (var i = 0; i < dim; i++) x[i] *= scale;
        if (positions is not null) LaneFunction<LaneFunctions.Sum>.Apply(x, positions.First + (long)position * dim, x, dim);
        norm?.Apply(x, x);
    }

    private readonly struct Vectors(TokenInput input, Batch batch, Rows x) : IShare
    {
        public void Do(int row) => input.Read(batch.Tokens[row], batch.Positions[row], x[row]);
    }
}
