#include "COnnxRuntime.h"

#include <stdlib.h>
#include <string.h>

// OrtApiBase: two functions, the same in every version.
struct api_base {
  const void *(*get_api)(uint32_t version);
  const char *(*get_version_string)(void);
};

// Positions in the table of functions.
enum slot {
  GET_ERROR_MESSAGE = 2,
  CREATE_ENV = 3,
  CREATE_SESSION = 7,
  RUN = 9,
  CREATE_SESSION_OPTIONS = 10,
  DISABLE_CPU_MEM_ARENA = 19,
  SET_SESSION_GRAPH_OPTIMIZATION_LEVEL = 23,
  SET_INTRA_OP_NUM_THREADS = 24,
  SET_INTER_OP_NUM_THREADS = 25,
  SESSION_GET_INPUT_COUNT = 30,
  SESSION_GET_OUTPUT_COUNT = 31,
  SESSION_GET_INPUT_NAME = 36,
  SESSION_GET_OUTPUT_NAME = 37,
  CREATE_TENSOR_WITH_DATA_AS_ORT_VALUE = 49,
  GET_TENSOR_MUTABLE_DATA = 51,
  GET_TENSOR_ELEMENT_TYPE = 60,
  GET_DIMENSIONS_COUNT = 61,
  GET_DIMENSIONS = 62,
  GET_TENSOR_SHAPE_ELEMENT_COUNT = 64,
  GET_TENSOR_TYPE_AND_SHAPE = 65,
  CREATE_CPU_MEMORY_INFO = 69,
  ALLOCATOR_FREE = 76,
  GET_ALLOCATOR_WITH_DEFAULT_OPTIONS = 78,
  RELEASE_ENV = 92,
  RELEASE_STATUS = 93,
  RELEASE_MEMORY_INFO = 94,
  RELEASE_SESSION = 95,
  RELEASE_VALUE = 96,
  RELEASE_TENSOR_TYPE_AND_SHAPE_INFO = 99,
  RELEASE_SESSION_OPTIONS = 100,
};

// Values of the library's enumerations.
enum {
  LOGGING_LEVEL_ERROR = 3,
  GRAPH_OPTIMIZATION_ALL = 99,
  ALLOCATOR_ARENA = 1,
  MEMORY_TYPE_DEFAULT = 0,
  ELEMENT_TYPE_FLOAT = 1,
};

typedef orpheus_ort_status *status;
typedef struct options options;
typedef struct allocator allocator;
typedef struct type_and_shape type_and_shape;

// The function in `slot` of the table, given the type of its parameters and a result.
#define CALL(api, slot, result, ...) \
  ((result(*)(__VA_ARGS__))((void *const *)(const void *)(api))[slot])

const orpheus_ort_api *orpheus_ort_get_api(void *get_api_base) {
  const struct api_base *base = ((const struct api_base *(*)(void))get_api_base)();
  return base ? base->get_api(ORPHEUS_ORT_VERSION) : NULL;
}

const char *orpheus_ort_version(void *get_api_base) {
  const struct api_base *base = ((const struct api_base *(*)(void))get_api_base)();
  return base ? base->get_version_string() : "";
}

const char *orpheus_ort_message(const orpheus_ort_api *api, const orpheus_ort_status *failure) {
  return CALL(api, GET_ERROR_MESSAGE, const char *, const orpheus_ort_status *)(failure);
}

void orpheus_ort_release_status(const orpheus_ort_api *api, orpheus_ort_status *failure) {
  CALL(api, RELEASE_STATUS, void, orpheus_ort_status *)(failure);
}

status orpheus_ort_create_env(const orpheus_ort_api *api, const char *name,
                              orpheus_ort_env **out) {
  return CALL(api, CREATE_ENV, status, int, const char *, orpheus_ort_env **)(
      LOGGING_LEVEL_ERROR, name, out);
}

void orpheus_ort_release_env(const orpheus_ort_api *api, orpheus_ort_env *env) {
  CALL(api, RELEASE_ENV, void, orpheus_ort_env *)(env);
}

static status configure(const orpheus_ort_api *api, options *options,
                        struct orpheus_ort_options wanted) {
  status failure = CALL(api, SET_SESSION_GRAPH_OPTIMIZATION_LEVEL, status, struct options *, int)(
      options, GRAPH_OPTIMIZATION_ALL);
  if (!failure)
    failure = CALL(api, SET_INTRA_OP_NUM_THREADS, status, struct options *, int)(options,
                                                                               wanted.threads);
  if (!failure)
    failure = CALL(api, SET_INTER_OP_NUM_THREADS, status, struct options *, int)(options, 1);
  if (!failure && !wanted.uses_arena)
    failure = CALL(api, DISABLE_CPU_MEM_ARENA, status, struct options *)(options);
  return failure;
}

status orpheus_ort_create_session(const orpheus_ort_api *api, const orpheus_ort_env *env,
                                  const char *path, struct orpheus_ort_options wanted,
                                  orpheus_ort_session **out) {
  options *options = NULL;
  status failure = CALL(api, CREATE_SESSION_OPTIONS, status, struct options **)(&options);
  if (failure) return failure;
  failure = configure(api, options, wanted);
  if (!failure)
    failure = CALL(api, CREATE_SESSION, status, const orpheus_ort_env *, const char *,
                   const struct options *, orpheus_ort_session **)(env, path, options, out);
  CALL(api, RELEASE_SESSION_OPTIONS, void, struct options *)(options);
  return failure;
}

void orpheus_ort_release_session(const orpheus_ort_api *api, orpheus_ort_session *session) {
  CALL(api, RELEASE_SESSION, void, orpheus_ort_session *)(session);
}

status orpheus_ort_count_inputs(const orpheus_ort_api *api, const orpheus_ort_session *session,
                                size_t *out) {
  return CALL(api, SESSION_GET_INPUT_COUNT, status, const orpheus_ort_session *, size_t *)(
      session, out);
}

status orpheus_ort_count_outputs(const orpheus_ort_api *api, const orpheus_ort_session *session,
                                 size_t *out) {
  return CALL(api, SESSION_GET_OUTPUT_COUNT, status, const orpheus_ort_session *, size_t *)(
      session, out);
}

// Names belong to the library's allocator; the copy belongs to the caller.
static status copy_name(const orpheus_ort_api *api, enum slot slot,
                        const orpheus_ort_session *session, size_t index, char **out) {
  allocator *memory = NULL;
  char *name = NULL;
  status failure = CALL(api, GET_ALLOCATOR_WITH_DEFAULT_OPTIONS, status, allocator **)(&memory);
  if (!failure)
    failure = CALL(api, slot, status, const orpheus_ort_session *, size_t, allocator *, char **)(
        session, index, memory, &name);
  if (failure) return failure;
  *out = strdup(name);
  failure = CALL(api, ALLOCATOR_FREE, status, allocator *, void *)(memory, name);
  if (failure) {
    free(*out);
    *out = NULL;
  }
  return failure;
}

status orpheus_ort_copy_input_name(const orpheus_ort_api *api, const orpheus_ort_session *session,
                                   size_t index, char **out) {
  return copy_name(api, SESSION_GET_INPUT_NAME, session, index, out);
}

status orpheus_ort_copy_output_name(const orpheus_ort_api *api,
                                    const orpheus_ort_session *session, size_t index,
                                    char **out) {
  return copy_name(api, SESSION_GET_OUTPUT_NAME, session, index, out);
}

status orpheus_ort_create_memory_info(const orpheus_ort_api *api, orpheus_ort_memory_info **out) {
  return CALL(api, CREATE_CPU_MEMORY_INFO, status, int, int, orpheus_ort_memory_info **)(
      ALLOCATOR_ARENA, MEMORY_TYPE_DEFAULT, out);
}

void orpheus_ort_release_memory_info(const orpheus_ort_api *api, orpheus_ort_memory_info *info) {
  CALL(api, RELEASE_MEMORY_INFO, void, orpheus_ort_memory_info *)(info);
}

status orpheus_ort_create_tensor(const orpheus_ort_api *api, const orpheus_ort_memory_info *info,
                                 const float *values, size_t count, const int64_t *shape,
                                 size_t rank, orpheus_ort_value **out) {
  return CALL(api, CREATE_TENSOR_WITH_DATA_AS_ORT_VALUE, status, const orpheus_ort_memory_info *,
              void *, size_t, const int64_t *, size_t, int, orpheus_ort_value **)(
      info, (void *)values, count * sizeof *values, shape, rank, ELEMENT_TYPE_FLOAT, out);
}

void orpheus_ort_release_value(const orpheus_ort_api *api, orpheus_ort_value *value) {
  CALL(api, RELEASE_VALUE, void, orpheus_ort_value *)(value);
}

status orpheus_ort_run(const orpheus_ort_api *api, orpheus_ort_session *session,
                       const char *const *input_names, const orpheus_ort_value *const *inputs,
                       size_t input_count, const char *const *output_names, size_t output_count,
                       orpheus_ort_value **outputs) {
  return CALL(api, RUN, status, orpheus_ort_session *, const void *, const char *const *,
              const orpheus_ort_value *const *, size_t, const char *const *, size_t,
              orpheus_ort_value **)(session, NULL, input_names, inputs, input_count, output_names,
                                    output_count, outputs);
}

status orpheus_ort_tensor_size(const orpheus_ort_api *api, const orpheus_ort_value *value,
                               size_t *rank, size_t *count, bool *is_float) {
  type_and_shape *info = NULL;
  int type = 0;
  status failure = CALL(api, GET_TENSOR_TYPE_AND_SHAPE, status, const orpheus_ort_value *,
                        type_and_shape **)(value, &info);
  if (failure) return failure;
  failure =
      CALL(api, GET_TENSOR_ELEMENT_TYPE, status, const type_and_shape *, int *)(info, &type);
  if (!failure)
    failure = CALL(api, GET_DIMENSIONS_COUNT, status, const type_and_shape *, size_t *)(info, rank);
  if (!failure)
    failure = CALL(api, GET_TENSOR_SHAPE_ELEMENT_COUNT, status, const type_and_shape *, size_t *)(
        info, count);
  CALL(api, RELEASE_TENSOR_TYPE_AND_SHAPE_INFO, void, type_and_shape *)(info);
  *is_float = type == ELEMENT_TYPE_FLOAT;
  return failure;
}

status orpheus_ort_tensor_shape(const orpheus_ort_api *api, const orpheus_ort_value *value,
                                int64_t *shape, size_t rank) {
  type_and_shape *info = NULL;
  status failure = CALL(api, GET_TENSOR_TYPE_AND_SHAPE, status, const orpheus_ort_value *,
                        type_and_shape **)(value, &info);
  if (failure) return failure;
  failure = CALL(api, GET_DIMENSIONS, status, const type_and_shape *, int64_t *, size_t)(
      info, shape, rank);
  CALL(api, RELEASE_TENSOR_TYPE_AND_SHAPE_INFO, void, type_and_shape *)(info);
  return failure;
}

status orpheus_ort_tensor_values(const orpheus_ort_api *api, orpheus_ort_value *value,
                                 float **out) {
  return CALL(api, GET_TENSOR_MUTABLE_DATA, status, orpheus_ort_value *, void **)(value,
                                                                                (void **)out);
}
