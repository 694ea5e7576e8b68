using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The names that transformers has for the functions of an MLP (<c>activations.py</c>).</summary>
internal static class Activations
{
    private static readonly (string Name, Activation Function)[] Names =
    [
        ("gelu_new", Activation.GeluTanh), ("gelu_pytorch_tanh", Activation.GeluTanh), ("gelu_fast", Activation.GeluTanh),
        ("gelu", Activation.Gelu), ("gelu_python", Activation.Gelu), ("relu", Activation.Relu),
        ("silu", Activation.Silu), ("swish", Activation.Silu),
    ];

    /// <summary>The function that a key names.</summary>
    /// <exception cref="HuggingFaceException">there is no such function here</exception>
    public static Activation Read(ConfigSection config, string key, string fallback)
    {
        var word = config.OneOf(key, fallback, [.. Names.Select(pair => pair.Name)]);
        return Names.First(pair => pair.Name == word).Function;
    }

    /// <summary>The name of a function; <paramref name="tanh"/> for the GELU of that form.</summary>
    public static string Name(Activation function, string tanh) =>
        function == Activation.GeluTanh ? tanh : Names.First(pair => pair.Function == function).Name;
}
