namespace Orleans.Streams;

interface IStreamSink;
