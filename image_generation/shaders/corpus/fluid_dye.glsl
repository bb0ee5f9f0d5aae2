// title: Stirred Dyes
// description: Discs and bands of dye carried and drawn out by whirling water, fed back frame by frame
// tags: fluid, dye, advection, feedback, simulation

#version 300 es
precision highp float;
precision highp int;
uniform vec2 u_resolution;
uniform float u_time;
uniform sampler2D u_doubleBuffer0; // 128x128
out vec4 outColor;

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

vec3 paint(vec2 p, uint s) {
    float kind = rnd(s, 1);
    vec3 col = hsv(rnd(s, 2), 0.15 + 0.6 * rnd(s, 3), 0.15 + 0.7 * rnd(s, 4));
    vec2 q = rot(6.28 * rnd(s, 5)) * p * (2.0 + 4.0 * rnd(s, 6));
    if (kind < 0.35) col = mix(col, hsv(rnd(s, 7) + 0.3 * hash(ivec2(int(floor(q.x)), 1), s), 0.8, 0.9), step(0.5, fract(q.x)));
    else if (kind < 0.5) col = mix(col, hsv(rnd(s, 7), 0.7, 0.7), mod(floor(q.x) + floor(q.y), 2.0));
    for (int i = 0; i < 13; i++) {
        vec3 h = rnd3(s, 20 + i);
        vec2 o = p - h.xy;
        float r = 0.05 + 0.14 * h.z;
        if (length(o) < r) col = hsv(rnd(s, 8) + 0.5 * hash(ivec2(i, 3), s), 0.4 + 0.6 * h.x, 0.2 + 0.8 * hash(ivec2(i, 4), s));
        if (length(o) < 0.45 * r && h.y > 0.4) col = hsv(rnd(s, 9) + 0.3 * h.z, 0.6, 0.95);
    }
    return col;
}

vec2 stream(vec2 p, uint s) {
    vec2 v = vec2(0.0);
    for (int i = 0; i < 6; i++) {
        vec3 h = rnd3(s, 40 + i);
        vec2 o = p - h.xy - 0.08 * vec2(sin(3.0 * u_time + 6.0 * h.z), cos(2.0 * u_time + 6.0 * h.x));
        float r = 0.05 + 0.13 * h.z;
        v += (h.x + h.y > 1.0 ? 1.0 : -1.0) * vec2(-o.y, o.x) * exp(-dot(o, o) / (r * r)) * 0.22 * (0.6 + 0.8 * h.y);
    }
    vec3 n = noised(p * 5.0, s + 60U);
    return v + 0.0022 * vec2(n.z, -n.y);
}

vec4 carry(vec2 p) {
    uint era = uint(u_time * 1.25);
    float stamp = float(era) + 1.0;
    bool fresh = texelFetch(u_doubleBuffer0, ivec2(0), 0).w != stamp;
    vec2 q = p;
    for (int i = 0; i < 14; i++) {
        if (!fresh) break;
        q -= 1.6 * stream(q, era);
    }
    if (fresh) return vec4(paint(q, era), stamp);
    return vec4(texture(u_doubleBuffer0, p - stream(p, era)).xyz, stamp);
}

vec3 read(vec2 p) {
    return texture(u_doubleBuffer0, 1.0 - abs(2.0 * fract(p * 0.5) - 1.0)).xyz;
}

vec4 show(vec2 p) {
    uint s = uint(u_time * 2.5);
    vec2 q = rot(6.28 * rnd(s, 1)) * p * (0.4 + 0.45 * rnd(s, 2)) + 0.3 + 0.4 * rnd3(s, 3).xy;
    vec3 ripple = noised(p * 3.0 + u_time, s);
    vec3 col = read(q + 0.006 * ripple.yz);
    float e = 0.006, h = dot(col, vec3(0.33));
    vec2 g = vec2(dot(read(q + vec2(e, 0.0)), vec3(0.33)), dot(read(q + vec2(0.0, e)), vec3(0.33))) - h;
    float way = 6.28 * rnd(s, 4), kind = rnd(s, 5);
    vec2 sun = vec2(cos(way), sin(way));
    if (kind < 0.3) col = col.zxy;
    else if (kind < 0.45) col = 0.85 - 0.8 * col;
    vec3 n = normalize(vec3(-g * 2.0 - 0.05 * ripple.yz, 0.5));
    col *= 0.55 + 0.6 * max(dot(n, normalize(vec3(sun, 0.7))), 0.0);
    col += 0.5 * pow(max(dot(n, normalize(vec3(sun, 1.8))), 0.0), 40.0) * rnd(s, 6);
    col *= 0.9 + 0.15 * noise(p * 60.0, s);
    return vec4(film(col * 1.5), 1.0);
}

void main() {
#ifdef DOUBLE_BUFFER_0
    outColor = carry(gl_FragCoord.xy / u_resolution);
#else
    outColor = show((2.0 * gl_FragCoord.xy - u_resolution) / u_resolution.y);
#endif
}
