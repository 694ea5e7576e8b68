using System.Runtime.InteropServices;
using Pipelines.Torch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The version of the libtorch that the shim was built against.</summary>
    public static unsafe string __version__ => Marshal.PtrToStringUTF8((nint)Native.pipelines_torch_version())!;

    public static int get_num_threads() => Native.pipelines_get_threads();
    public static void set_num_threads(int num) => Native.Check(Native.pipelines_set_threads(num));
    public static int get_num_interop_threads() => Native.pipelines_get_interop_threads();
    public static void set_num_interop_threads(int num) => Native.Check(Native.pipelines_set_interop_threads(num));

    public static bool cuda_is_available() => cuda.is_available();
    public static bool mps_is_available() => false;

    public static partial class cuda
    {
        public static bool is_available() => Native.pipelines_cuda_available() != 0;
        public static int device_count() => Native.pipelines_cuda_count();
        public static void manual_seed(long seed) => random.manual_seed(seed);
        public static void manual_seed_all(long seed) => random.manual_seed(seed);

        /// <summary>Waits until the device has done all it was given.</summary>
        public static void synchronize(Device? device = null) => Native.Check(Native.pipelines_cuda_synchronize(device?.index ?? -1));
    }
}
