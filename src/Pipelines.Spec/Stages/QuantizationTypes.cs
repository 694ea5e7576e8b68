namespace Pipelines.Spec;

/// <summary>The words of each <see cref="QuantizationType"/>, and which world of files it belongs to.</summary>
public static class QuantizationTypes
{
    /// <summary>Every type.</summary>
    public static IReadOnlyList<QuantizationType> All { get; } = (QuantizationType[])Enum.GetValues(typeof(QuantizationType));

    /// <summary>The word that <c>types:</c> takes: <c>q4_k_m</c>.</summary>
    public static string Word(this QuantizationType type) => type.ToString().ToLowerInvariant();

    /// <summary>The type of a word in whatever case, or null.</summary>
    public static QuantizationType? Find(string word)
    {
        foreach (var type in All)
            if (string.Equals(type.Word(), word, StringComparison.OrdinalIgnoreCase)) return type;
        return null;
    }

    /// <summary>Whether it becomes one GGUF file; a folder in Hugging Face's layout otherwise.</summary>
    public static bool IsGguf(this QuantizationType type) => type is not (QuantizationType.Int8 or QuantizationType.Gptq);

    /// <summary>Whether it rounds better where it is known which columns of a weight matter (llama.cpp's importance matrix).</summary>
    public static bool TakesImportance(this QuantizationType type) => type is
        QuantizationType.Q4_0 or QuantizationType.Q4_1 or QuantizationType.Q5_0 or QuantizationType.Q5_1 or QuantizationType.IQ4_NL
        or QuantizationType.IQ4_XS or QuantizationType.MXFP4
        or QuantizationType.Q2_K or QuantizationType.Q3_K_M or QuantizationType.Q4_K_M or QuantizationType.Q5_K_M or QuantizationType.Q6_K;
}
