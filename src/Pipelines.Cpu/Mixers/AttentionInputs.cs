namespace Pipelines.Cpu;

/// <summary>Where queries, keys and values come from: a matrix for each, or one for all three side by side.</summary>
/// <param name="Query">[heads · head_dim, dim], or all three</param>
/// <param name="Widths">heads · head_dim and kv_heads · head_dim</param>
/// <param name="Key">[kv_heads · head_dim, dim]; null where the first has it</param>
/// <param name="Value">[kv_heads · head_dim, dim]; null where the first has it</param>
internal sealed record AttentionInputs(Matrix Query, (int Query, int Key) Widths, Matrix? Key = null, Matrix? Value = null)
{
    /// <summary>Queries, keys and values of rows.</summary>
    /// <param name="pass">the step</param>
    /// <param name="x">[tokens, dim]</param>
    public (Rows Q, Rows K, Rows V) Of(CpuPass pass, Rows x)
    {
        var q = pass.Work.Rows(x.Count, Query.Rows);
        if (Key is null || Value is null)
        {
            pass.Multiply(new MatrixProduct(Query, x, q));
            var (query, key) = Widths;
            return (q.Columns(0, query), q.Columns(query, key), q.Columns(query + key, key));
        }
        var (k, v) = (pass.Work.Rows(x.Count, Key.Rows), pass.Work.Rows(x.Count, Value.Rows));
        pass.Multiply(new(Query, x, q), new(Key, x, k), new(Value, x, v));
        return (q, k, v);
    }
}
