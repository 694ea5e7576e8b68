using Pipelines.Torch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long Dimensions => Native.pipelines_dim(Handle);
        public long dim() => Dimensions;
        public long ndim => Dimensions;

        public long NumberOfElements => Native.pipelines_numel(Handle);
        public long numel() => NumberOfElements;

        /// <summary>Bytes per element.</summary>
        public long ElementSize => Native.pipelines_element_size(Handle);
        public long element_size() => ElementSize;

        public ScalarType dtype => (ScalarType)Native.pipelines_dtype(Handle);
        public Device device => Device.Unpack(Native.pipelines_device(Handle));
        public DeviceType device_type => (DeviceType)(int)Native.pipelines_device(Handle);
        public int device_index => (int)(Native.pipelines_device(Handle) >> 32);

        public bool is_integral() => torch.is_integral(dtype);
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_sparse => Ask(Native.pipelines_is_sparse(Handle)) != 0;
        public bool is_contiguous() => Ask(Native.pipelines_is_contiguous(Handle)) != 0;
        public long storage_offset()
        {
            var offset = Native.pipelines_storage_offset(Handle);
            GC.KeepAlive(this);
            return offset;
        }


        /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
        public bool is_nonzero() => numel() == 1
            ? ToScalar().ToBoolean()
            : throw new InvalidOperationException("is_nonzero() called on non-singleton tensor");

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* s = sizes) Ask(Native.pipelines_sizes(Handle, s));
                return sizes;
            }
        }

        public long[] size() => shape;

        /// <param name="dim">counted from the end when negative</param>
        public long size(int dim)
        {
            var sizes = shape;
            return sizes[Wrapped(dim, sizes.Length)];
        }

        public unsafe long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* s = strides) Ask(Native.pipelines_strides(Handle, s));
            return strides;
        }

        public long stride(int dim)
        {
            var strides = stride();
            return strides[Wrapped(dim, strides.Length)];
        }

        // What the shim answers about this tensor, which lives until it has: a caller's last use of it may be the question.
        private int Ask(int answer)
        {
            GC.KeepAlive(this);
            return Native.Check(answer);
        }

        private static long Wrapped(long dim, long dims) => dim >= -dims && dim < dims
            ? (dim + dims) % dims
            : throw new ArgumentOutOfRangeException(nameof(dim), $"dimension {dim} of a tensor of {dims} dimensions");
    }
}
