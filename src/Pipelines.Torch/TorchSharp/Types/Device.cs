namespace TorchSharp;

public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    MKLDNN = 2,
    OPENGL = 3,
    OPENCL = 4,
    IDEEP = 5,
    HIP = 6,
    FPGA = 7,
    MSNPU = 8,
    XLA = 9,
    MPS = 13,
    META = 14,
}

public static partial class torch
{
    public class Device
    {
        public DeviceType type { get; } = DeviceType.CPU;
        public int index { get; } = -1;

        /// <param name="description">a type with or without an index, e.g. "cpu" or "cuda:0"</param>
        /// <exception cref="ArgumentException">The description names no device.</exception>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = Parse(parts[0], description);
            if (parts.Length == 2 && int.TryParse(parts[1], out var number)) index = number;
            else if (parts.Length > 1) throw Unknown(description);
        }

        public Device(string deviceType, int index = -1) => (type, this.index) = (Parse(deviceType, deviceType), index);

        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        public Device(int index) => (type, this.index) = (DeviceType.CUDA, index);

        /// <summary>Type and index as the shim takes them.</summary>
        internal long Packed => (uint)type | (long)index << 32;

        internal static Device Unpack(long packed) => packed == CPU.Packed ? CPU : new((DeviceType)(int)packed, (int)(packed >> 32));

        public override string ToString() => type == DeviceType.CPU ? "cpu"
            : index == -1 ? type.ToString().ToLowerInvariant()
            : $"{type.ToString().ToLowerInvariant()}:{index}";

        public static implicit operator Device(string description) => new(description);

        private static DeviceType Parse(string name, string description) =>
            name.All(char.IsLetter) && Enum.TryParse<DeviceType>(name, ignoreCase: true, out var type) ? type : throw Unknown(description);

        private static ArgumentException Unknown(string description) =>
            new($"'{description}' names no device; expected e.g. 'cpu', 'cuda' or 'cuda:0'");
    }

    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);
    public static Device CUDA => InitializeDevice(new Device(DeviceType.CUDA));
    public static Device MPS => InitializeDevice(new Device(DeviceType.MPS));

    public static Device device(string description) => InitializeDevice(new Device(description));
    public static Device device(string deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));
    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));
    public static Device device(int index) => new(DeviceType.CUDA, index);

    /// <exception cref="InvalidOperationException">This libtorch cannot use that kind of device.</exception>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"Torch device type {deviceType} did not initialise on the current machine.");
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CPU or DeviceType.META => true,
        DeviceType.CUDA => cuda.is_available(),
        _ => false,
    };

    public static Device InitializeDevice(Device? device)
    {
        device ??= CPU;
        InitializeDeviceType(device.type);
        return device;
    }
}
