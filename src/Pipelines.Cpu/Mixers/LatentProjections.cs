namespace Pipelines.Cpu;

/// <summary>The matrices of latent attention.</summary>
/// <param name="QueryLatent">[query_rank, dim], or null</param>
/// <param name="QueryNorm">of that latent, or null</param>
/// <param name="Query">[heads · (nope + rope), query_rank or dim]</param>
/// <param name="Latent">[kv_rank + rope, dim]</param>
/// <param name="LatentNorm">of the first kv_rank of those</param>
/// <param name="ToLatents">for each head, [kv_rank, nope]: brings queries into the latents' space</param>
/// <param name="ToValues">for each head, [value, kv_rank]</param>
/// <param name="Output">[dim, heads · value]</param>
internal sealed record LatentProjections(
    Matrix? QueryLatent, Norm? QueryNorm, Matrix Query, Matrix Latent, Norm LatentNorm, Matrix[] ToLatents, Matrix[] ToValues,
    Matrix Output);
