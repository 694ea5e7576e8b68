using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Torch;
using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements, read and written in place; of a tensor on another device, those of a copy.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the .NET type of the tensor's type.</exception>
        public Utils.TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new Utils.TensorAccessor<T>(is_cpu() ? this : cpu());
        }

        /// <exception cref="ArgumentException">There is not exactly one element, or it is not of that type.</exception>
        public unsafe T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException($"item() needs one element, not {NumberOfElements}");
            ValidateType(typeof(T));
            if (is_cpu()) return Unsafe.ReadUnaligned<T>(DataPointer());
            using var copy = cpu();
            return Unsafe.ReadUnaligned<T>(copy.DataPointer());
        }

        /// <summary>The memory of a contiguous tensor. It is valid for as long as the tensor is.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous or not in the memory of this machine.</exception>
        public unsafe Span<byte> bytes
        {
            get => new(ContiguousMemory(), checked((int)(NumberOfElements * ElementSize)));
            set
            {
                var memory = bytes;
                if (memory.Length != value.Length)
                    throw new ArgumentException($"the tensor has {memory.Length} bytes, not {value.Length}", nameof(value));
                value.CopyTo(memory);
            }
        }

        /// <summary>The first element's address.</summary>
        internal unsafe void* DataPointer()
        {
            var pointer = Native.pipelines_data(Handle);
            return pointer is not null || NumberOfElements == 0 ? pointer : throw Native.Failure();
        }

        private unsafe void* ContiguousMemory()
        {
            if (!is_contiguous())
                throw new InvalidOperationException("the memory of a tensor that is not contiguous; call contiguous() first");
            if (!is_cpu()) throw new InvalidOperationException($"the memory of a tensor on {device}; call cpu() first");
            return DataPointer();
        }

        public Scalar ToScalar()
        {
            var value = Of("item").CallValue(this);
            switch (value.Tag)
            {
                case ValueTag.Int: return value.Int;
                case ValueTag.Bool: return value.Int != 0;
                case ValueTag.Double: return value.Double;
                default:
                    unsafe
                    {
                        var parts = (double*)value.Pointer;
                        var number = new Complex(parts[0], parts[1]);
                        Native.pipelines_free_buffer(value.Pointer);
                        return number;
                    }
            }
        }

        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);
        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);
        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);
        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);
        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);
        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);
        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);
        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);
        public float ReadCpuFloat16(long i) => (float)ReadCpuValue<Half>(i);
        public float ReadCpuBFloat16(long i) => ReadCpuValue<BFloat16>(i).ToSingle();

        /// <summary>The i-th element in memory.</summary>
        public unsafe T ReadCpuValue<T>(long i) where T : unmanaged
        {
            ArgumentOutOfRangeException.ThrowIfNegative(i);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(i, NumberOfElements);
            return ((T*)DataPointer())[i];
        }

        internal void ValidateType(Type dotnetType)
        {
            var expected = dtype switch
            {
                ScalarType.Byte => typeof(byte),
                ScalarType.Int8 => typeof(sbyte),
                ScalarType.Int16 => typeof(short),
                ScalarType.Int32 => typeof(int),
                ScalarType.Int64 => typeof(long),
                ScalarType.Bool => typeof(bool),
                ScalarType.Float16 => typeof(Half),
                ScalarType.BFloat16 => typeof(BFloat16),
                ScalarType.Float32 => typeof(float),
                ScalarType.Float64 => typeof(double),
                ScalarType.ComplexFloat32 => typeof((float, float)),
                ScalarType.ComplexFloat64 => typeof(Complex),
                _ => dotnetType,
            };
            if (dotnetType != expected)
                throw new ArgumentException($"{dotnetType.Name} is not compatible with {dtype}; read it as {expected.Name}");
        }
    }
}
