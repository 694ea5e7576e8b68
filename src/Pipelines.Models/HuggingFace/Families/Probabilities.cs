namespace Pipelines.Models;

/// <summary>Shares from 0 to below 1, such as dropout's.</summary>
internal static class Probabilities
{
    /// <exception cref="HuggingFaceException">the key has something else</exception>
    public static double Read(ConfigSection config, string key, double fallback)
    {
        var share = config.Number(key, fallback);
        return share is >= 0 and < 1 ? share : throw config.Wrong(key, $"{share} is not from 0 to below 1");
    }
}
