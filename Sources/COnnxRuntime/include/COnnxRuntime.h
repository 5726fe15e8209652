// The few functions of ONNX Runtime's C interface that Orpheus calls, declared by hand.
//
// The library hands out one table of function pointers which only ever grows; a function is known
// by its slot. Declaring the few in use here lets Orpheus build without the library or its
// headers, and load whichever version is there.
//
// Every function that can fail returns NULL on success and otherwise a status that the caller
// reads with orpheus_ort_message and frees with orpheus_ort_release_status.

#ifndef ORPHEUS_CONNXRUNTIME_H
#define ORPHEUS_CONNXRUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Version 16 of the table (ONNX Runtime 1.16) holds every slot used here.
#define ORPHEUS_ORT_VERSION 16

typedef struct orpheus_ort_api orpheus_ort_api;
typedef struct orpheus_ort_env orpheus_ort_env;
typedef struct orpheus_ort_status orpheus_ort_status;
typedef struct orpheus_ort_session orpheus_ort_session;
typedef struct orpheus_ort_value orpheus_ort_value;
typedef struct orpheus_ort_memory_info orpheus_ort_memory_info;

// How a session runs.
struct orpheus_ort_options {
  int threads;       // within one operation
  bool uses_arena;   // keep memory between runs instead of giving it back
};

// The table, from the address of the library's OrtGetApiBase; NULL when the library is older.
const orpheus_ort_api *orpheus_ort_get_api(void *get_api_base);
// The library's own version, for example "1.31.1"; lives as long as the library.
const char *orpheus_ort_version(void *get_api_base);

// What went wrong; lives as long as the status.
const char *orpheus_ort_message(const orpheus_ort_api *, const orpheus_ort_status *);
void orpheus_ort_release_status(const orpheus_ort_api *, orpheus_ort_status *);

// An environment that logs nothing below errors.
orpheus_ort_status *orpheus_ort_create_env(const orpheus_ort_api *, const char *name,
                                           orpheus_ort_env **out);
void orpheus_ort_release_env(const orpheus_ort_api *, orpheus_ort_env *);

// Loads and optimises the model at `path`.
orpheus_ort_status *orpheus_ort_create_session(const orpheus_ort_api *, const orpheus_ort_env *,
                                               const char *path, struct orpheus_ort_options,
                                               orpheus_ort_session **out);
void orpheus_ort_release_session(const orpheus_ort_api *, orpheus_ort_session *);

orpheus_ort_status *orpheus_ort_count_inputs(const orpheus_ort_api *, const orpheus_ort_session *,
                                             size_t *out);
orpheus_ort_status *orpheus_ort_count_outputs(const orpheus_ort_api *, const orpheus_ort_session *,
                                              size_t *out);
// A copy of the name, for free(3).
orpheus_ort_status *orpheus_ort_copy_input_name(const orpheus_ort_api *,
                                                const orpheus_ort_session *, size_t index,
                                                char **out);
orpheus_ort_status *orpheus_ort_copy_output_name(const orpheus_ort_api *,
                                                 const orpheus_ort_session *, size_t index,
                                                 char **out);

// Describes the process's ordinary memory.
orpheus_ort_status *orpheus_ort_create_memory_info(const orpheus_ort_api *,
                                                   orpheus_ort_memory_info **out);
void orpheus_ort_release_memory_info(const orpheus_ort_api *, orpheus_ort_memory_info *);

// A tensor of floats over the caller's memory, which must outlive it and is only read.
orpheus_ort_status *orpheus_ort_create_tensor(const orpheus_ort_api *,
                                              const orpheus_ort_memory_info *,
                                              const float *values, size_t count,
                                              const int64_t *shape, size_t rank,
                                              orpheus_ort_value **out);
void orpheus_ort_release_value(const orpheus_ort_api *, orpheus_ort_value *);

// Runs the model; `outputs` must hold NULLs and receives values for the caller to release.
orpheus_ort_status *orpheus_ort_run(const orpheus_ort_api *, orpheus_ort_session *,
                                    const char *const *input_names,
                                    const orpheus_ort_value *const *inputs, size_t input_count,
                                    const char *const *output_names, size_t output_count,
                                    orpheus_ort_value **outputs);

// The number of dimensions of a tensor, and its element count; `*is_float` tells whether its
// elements are 32-bit floats.
orpheus_ort_status *orpheus_ort_tensor_size(const orpheus_ort_api *, const orpheus_ort_value *,
                                            size_t *rank, size_t *count, bool *is_float);
orpheus_ort_status *orpheus_ort_tensor_shape(const orpheus_ort_api *, const orpheus_ort_value *,
                                             int64_t *shape, size_t rank);
// The tensor's own memory; lives as long as the tensor.
orpheus_ort_status *orpheus_ort_tensor_values(const orpheus_ort_api *, orpheus_ort_value *,
                                              float **out);

#endif
