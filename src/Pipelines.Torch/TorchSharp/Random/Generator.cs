using Pipelines.Torch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers.</summary>
    public class Generator : IDisposable
    {
        public IntPtr Handle { get; private set; }

        public Device device { get; }

        public Generator(ulong seed = 0, Device? device = null)
            : this(Native.Check(Native.pipelines_new_generator((long)seed, (int)(device?.type ?? DeviceType.CPU), device?.index ?? -1)))
        {
        }

        private Generator(nint handle) => (Handle, device) = (handle, Device.Unpack(Native.pipelines_generator_device(handle)));

        ~Generator() => Dispose(false);

        /// <summary>The generator of the CPU that operators take when they are given none.</summary>
        public static Generator Default => new(Native.pipelines_default_generator());

        /// <summary>Everything that decides what comes next, as bytes: set_state goes on from there.</summary>
        public Tensor get_state() => new(Native.Check(Native.pipelines_generator_get_state(Handle)));

        public void set_state(Tensor value)
        {
            Native.Check(Native.pipelines_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(value);
        }

        public Generator manual_seed(long seed)
        {
            Native.Check(Native.pipelines_generator_set_seed(Handle, seed));
            return this;
        }

        /// <summary>Takes a seed from the operating system, and returns it.</summary>
        public long seed() => Native.pipelines_generator_reseed(Handle);

        public long initial_seed() => Native.pipelines_generator_seed(Handle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Handle != 0) Native.pipelines_free_generator(Handle);
            Handle = 0;
        }
    }

    public static partial class random
    {
        public static long seed()
        {
            using var generator = Generator.Default;
            return generator.seed();
        }

        public static long initial_seed()
        {
            using var generator = Generator.Default;
            return generator.initial_seed();
        }

        /// <summary>Seeds the generators of all devices.</summary>
        public static Generator manual_seed(long seed)
        {
            Native.Check(Native.pipelines_manual_seed(seed));
            return Generator.Default;
        }

        public static Tensor get_rng_state()
        {
            using var generator = Generator.Default;
            return generator.get_state();
        }

        public static void set_rng_state(Tensor new_state)
        {
            using var generator = Generator.Default;
            generator.set_state(new_state);
        }
    }

    public static long seed() => random.seed();
    public static Generator manual_seed(long seed) => random.manual_seed(seed);
    public static long initial_seed() => random.initial_seed();
    public static Tensor get_rng_state() => random.get_rng_state();
    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);
}
