using System.Runtime.CompilerServices;
using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Assign(value, i1);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => Select(i1, i2);
            set => Assign(value, i1, i2);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => Select(i1, i2, i3);
            set => Assign(value, i1, i2, i3);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Select(i1, i2, i3, i4);
            set => Assign(value, i1, i2, i3, i4);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => Select(indices);
            set => Assign(value, indices);
        }

        private Tensor Select(params ReadOnlySpan<long> indices)
        {
            var view = select(0, indices[0]);
            foreach (var i in indices[1..])
            {
                var inner = view.select(0, i);
                view.Dispose();
                view = inner;
            }
            return view;
        }

        private void Assign(Tensor value, params ReadOnlySpan<long> indices)
        {
            using var view = Select(indices);
            view.copy_(value);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var (view, tensors) = Indexing.Apply(this, indices);
            if (tensors is null) return view;
            var picked = aten("index.Tensor", view, tensors);
            view.Dispose();
            return picked;
        }

        public Tensor index(params Tensor[] indices) => aten("index.Tensor", this, (Tensor?[])indices);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var (view, tensors) = Indexing.Apply(this, indices);
            using (view)
            {
                if (tensors is not null) inplace("index_put_", view, tensors, value, accumulate);
                else if (accumulate) throw new ArgumentException("accumulate needs an index that is a tensor", nameof(indices));
                else Indexing.Copy(value, view);
            }
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);
        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            inplace("index_put_", this, (Tensor?[])indices, value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var filled = full(Array.Empty<long>(), value, dtype, device);
            return index_put_(filled, indices, false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var filled = full(Array.Empty<long>(), value, dtype, device);
            return index_put_(filled, indices, false);
        }
    }
}
