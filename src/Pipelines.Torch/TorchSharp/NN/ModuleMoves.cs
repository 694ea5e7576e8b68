using Pipelines.Torch;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Moves a module's parameters and buffers to another device or dtype, in place: the tensors stay the same objects.</summary>
public static class ModuleExtensionMethods
{
    private static readonly Op SetData = Op.Get("aten", "set_data");

    /// <summary>Floating-point parameters and buffers become <paramref name="type"/>.</summary>
    public static T to<T>(this T module, ScalarType type, bool non_blocking = false)
        where T : nn.Module => Move(module, null, type);

    /// <summary>Moves to <paramref name="device"/>.</summary>
    public static T to<T>(this T module, Device device, bool non_blocking = false)
        where T : nn.Module => Move(module, device, null);

    /// <summary>Moves to <paramref name="device"/> and converts to <paramref name="type"/>.</summary>
    public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false)
        where T : nn.Module => Move(module, device, type);

    /// <summary>Moves to a device.</summary>
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
        where T : nn.Module => Move(module, new Device(deviceType, deviceIndex), null);

    /// <summary>Moves to a device by name, such as <c>cuda:0</c>.</summary>
    public static T to<T>(this T module, string device, bool non_blocking = false)
        where T : nn.Module => Move(module, new Device(device), null);

    /// <summary>Moves to the CPU.</summary>
    public static T cpu<T>(this T module, bool non_blocking = false)
        where T : nn.Module => Move(module, CPU, null);

    /// <summary>Moves to a CUDA device.</summary>
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false)
        where T : nn.Module => Move(module, new Device(DeviceType.CUDA, deviceIndex), null);

    /// <summary>Converts to float16.</summary>
    public static T half<T>(this T module, bool non_blocking = false)
        where T : nn.Module => Move(module, null, ScalarType.Float16);

    /// <summary>Converts to bfloat16.</summary>
    public static T bfloat16<T>(this T module, bool non_blocking = false)
        where T : nn.Module => Move(module, null, ScalarType.BFloat16);

    /// <summary>Converts to float32.</summary>
    public static T @float<T>(this T module, bool non_blocking = false)
        where T : nn.Module => Move(module, null, ScalarType.Float32);

    /// <summary>Converts to float64.</summary>
    public static T @double<T>(this T module, bool non_blocking = false)
        where T : nn.Module => Move(module, null, ScalarType.Float64);

    private static T Move<T>(T module, Device? device, ScalarType? type)
        where T : nn.Module
    {
        using var still = no_grad();
        foreach (var parameter in module.parameters())
        {
            using var gradient = parameter.grad;
            Move(parameter, device, type);
            if (gradient is not null) Move(gradient, device, type);
        }
        foreach (var buffer in module.buffers()) Move(buffer, device, type);
        return module;
    }

    private static void Move(Tensor tensor, Device? device, ScalarType? type)
    {
        var dtype = type is { } wanted && tensor.is_floating_point() ? wanted : tensor.dtype;
        using var moved = tensor.to(dtype, device ?? tensor.device);
        if (moved.Handle != tensor.Handle) SetData.RunNoGrad(tensor, moved);
    }
}
