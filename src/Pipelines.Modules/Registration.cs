using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>Explicit registration: a part is made, named and kept in one line.</summary>
public static class Registration
{
    /// <summary>Registers <paramref name="part"/> under <paramref name="name"/>, which becomes a step of its parameters' names.</summary>
    /// <returns><paramref name="part"/></returns>
    /// <exception cref="InvalidOperationException">the name is taken</exception>
    public static T Register<T>(this nn.Module owner, string name, T part) where T : nn.Module
    {
        owner.register_module(name, part);
        return part;
    }

    /// <summary>
    /// Registers a float32 parameter of the given shape with every element <paramref name="fill"/>; within
    /// <see cref="FreshWeights.Skip"/>, with whatever its memory holds.
    /// </summary>
    /// <exception cref="InvalidOperationException">the name is taken</exception>
    internal static Parameter Register(this nn.Module owner, string name, long[] shape, Device? device, float fill = 0)
    {
        var parameter = new Parameter(FreshWeights.AreSkipped
            ? torch.empty(shape, ScalarType.Float32, device)
            : torch.full(shape, fill, ScalarType.Float32, device));
        owner.register_parameter(name, parameter);
        return parameter;
    }
}
